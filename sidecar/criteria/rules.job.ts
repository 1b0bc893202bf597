import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { changeKey, isKeyOld, isRehashDue, rehashNext } from './rehash.store.ts';
import { checkNext, purgeNext, readOpenChange, turnChange } from './rules-change.store.ts';
import { holdRules } from './set.store.ts';

export const rulesQueue = 'criteria-rules';
/** Says only that there is something to do. */
export const rulesNudge = (now: Date): Nudge => ({ row: 'rules', attempt: now.getTime() });

type Deps = { db: Db; ring: KeyRing; clock: Clock };

/** What is still to do goes in small transactions, each of which leaves the records as right as before; false where nothing is left. */
export function rulesSteps({ db, ring, clock }: Deps): () => Promise<boolean> {
  const check = () =>
    db.transaction().execute(async (trx) => checkNext(trx, ring, (await holdRules(trx, ring)).rules));
  const rehash = () => db.transaction().execute((trx) => rehashNext(trx, ring));
  const close = async (): Promise<boolean> => {
    const change = await readOpenChange(db);
    if (change?.state !== 'applying' || (await isRehashDue(db))) return false;
    return db.transaction().execute((trx) => turnChange(trx, change.id, ['applying'], 'done', clock()));
  };
  return async () => (await check()) || (await rehash()) || (await close()) || purgeNext(db);
}

/** Follows changed comparisons and keys; `sweep` says whether there is something to do, `handle` does it until it is stopped. */
export function rulesJob(deps: Deps) {
  const { db, ring, clock } = deps;
  const step = rulesSteps(deps);
  let stopped = false;
  return {
    async handle(): Promise<void> {
      if (await isKeyOld(db, ring)) await db.transaction().execute((trx) => changeKey(trx, ring));
      while (!stopped && (await step())) continue;
    },
    async sweep(): Promise<Nudge[]> {
      const change = await readOpenChange(db);
      const due =
        change?.state === 'checking' ||
        change?.state === 'applying' ||
        (await isKeyOld(db, ring)) ||
        (await isRehashDue(db));
      return due ? [rulesNudge(clock())] : [];
    },
    stop(): void {
      stopped = true;
    },
  };
}
