import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import type { SealedBox } from '../platform/sealed-box.ts';
import { type ClaimedImport, claimImport, dueImports, markDone } from './import.store.ts';
import { withDefaults } from './default-cells.ts';
import { sweepForgotten, thinImport } from './forget.service.ts';
import { leaseSeconds, runImport } from './run.service.ts';
import { stageImport } from './stage.service.ts';
import { clearRows } from './staging.store.ts';
import type { RunDeps } from './store-rows.service.ts';
import type { ImportTarget } from './target.ts';
import { undoImport } from './undo.service.ts';

export const importQueue = 'import';

export type ImportJobDeps = {
  db: Db;
  clock: Clock;
  targets: ReadonlyMap<string, ImportTarget>;
  /** Opens what the upload sealed. */
  box: SealedBox;
  /** The administrator's rights as they are now; undefined for somebody who is gone. */
  scopeOf(db: Db, memberId: string): Promise<AdminScope | undefined>;
  /** How long a claim holds without a sign of life; 120 unless told. */
  leaseSeconds?: number;
};
export type ImportJob = {
  handle(nudge: Nudge): Promise<void>;
  sweep(db: Db): Promise<Nudge[]>;
};

/** A file that breaks the reading every time is given up, so that it does not come back for ever. */
const stagingAttempts = 5;

async function stage(
  deps: ImportJobDeps,
  target: ImportTarget,
  claimed: ClaimedImport,
  seconds: number,
): Promise<void> {
  try {
    const scope = await deps.scopeOf(deps.db, claimed.createdBy);
    if (!scope) throw new AppError('forbidden');
    const { db, clock, box } = deps;
    await stageImport({ db, clock, box, leaseSeconds: seconds }, target, scope, claimed);
  } catch (thrown) {
    if (!(thrown instanceof AppError) && claimed.attempt < stagingAttempts) throw thrown;
    const { code, fields } =
      thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
    await deps.db.transaction().execute(async (trx) => {
      const ended = await markDone(trx, claimed, 'staged', deps.clock(), { error: { code, fields } });
      if (ended) await clearRows(trx, claimed.id);
    });
    if (!(thrown instanceof AppError)) throw thrown;
  }
}

/** Reads, runs or takes back the import that a nudge names, whichever is due; any number of nudges does the work once. */
export function importJob(deps: ImportJobDeps): ImportJob {
  const seconds = deps.leaseSeconds ?? leaseSeconds;
  return {
    async handle({ row }) {
      const claimed = await claimImport(deps.db, row, deps.clock(), seconds);
      const plain = claimed && deps.targets.get(claimed.target);
      if (!claimed) await thinImport(deps.db, row);
      if (!claimed || !plain) return;
      const target = withDefaults(plain, claimed.defaults);
      if (claimed.state === 'staged') return stage(deps, target, claimed, seconds);
      const undoing = claimed.state === 'undoing';
      const by = (undoing ? claimed.undoneBy : undefined) ?? claimed.createdBy;
      const run: RunDeps = {
        db: deps.db,
        target,
        scopeOf: (db) => deps.scopeOf(db, by),
        clock: deps.clock,
        seconds,
      };
      await (undoing ? undoImport(run, claimed) : runImport(run, claimed));
    },
    async sweep(db) {
      const now = deps.clock();
      return [...(await dueImports(db, now)), ...(await sweepForgotten(db, deps.targets.values(), now))];
    },
  };
}
