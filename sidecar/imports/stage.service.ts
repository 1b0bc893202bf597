import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { foundColumns, mappingOf, type ReadSheet, readSheets } from './columns.rules.ts';
import { FileMarks } from './file-marks.rules.ts';
import { Groups } from './groups.rules.ts';
import type { Lease } from './import.store.ts';
import type { FileKind } from './import.table.ts';
import { fileToKeep } from './kept-file.service.ts';
import { rememberedChoices } from './mapping.store.ts';
import { maskedSamples, secretKeys } from './secret-cell.rules.ts';
import { checkRows } from './stage-rows.service.ts';
import { completeNewRows, noteWholeFile } from './stage-file.service.ts';
import { insertGroups, insertVerdicts, newRecords } from './staged-row.store.ts';
import {
  beginRows,
  type ColumnChoice,
  keepStaging,
  markMapping,
  markReady,
  stagingWork,
} from './staging.store.ts';
import { Tally } from './tally.rules.ts';
import type { ImportTarget } from './target.ts';
import { readRows, sampleWorkbook } from './workbook.ts';

/** Thrown inside a staging that was overtaken: nothing more is written, and nobody has to know. */
class Overtaken extends Error {}

/** What one staging works with; `write` commits only while the import is still held. */
export type Staging = {
  db: Db;
  target: ImportTarget;
  scope: AdminScope;
  importId: string;
  choice: ColumnChoice;
  marks: FileMarks;
  groups: Groups;
  tally: Tally;
  /** Keys of the target's secret columns. */
  secret: ReadonlySet<string>;
  write(rows: number, work: (trx: Trx) => Promise<void>): Promise<void>;
};
export type StagingDeps = { db: Db; clock: Clock; leaseSeconds: number };

type Chosen = { choice: ColumnChoice; file: Buffer; kind: FileKind; secret: ReadonlySet<string> };

/** The columns to read: as they were chosen, or as the titles say. Undefined where a person has to look. */
async function chooseColumns(
  db: Db,
  target: ImportTarget,
  scope: AdminScope,
  lease: Lease,
): Promise<Chosen | undefined> {
  const work = await stagingWork(db, lease.id);
  const columns = await target.columns(db, scope);
  const valid = new Set(columns.map(({ key }) => key));
  const secret = secretKeys(columns);
  const { sheet, titleRow, columns: chosen, mapping, file, kind } = work;
  const asked = work.chooseColumns || chosen.some(({ key }) => !valid.has(key));
  if (sheet !== null && titleRow !== null && mapping && !asked)
    return { file, kind, secret, choice: { sheet, titleRow, columns: chosen, mapping } };
  const samples = await sampleWorkbook(file);
  const choices = await rememberedChoices(db, scope.actor.memberId, target.name);
  const { sheets, likely, decided } = readSheets(samples, columns, choices);
  const found = sheets[likely] as ReadSheet;
  if (!decided || asked) {
    await markMapping(db, lease, sheet ?? found.sheet, maskedSamples(samples, sheets, secret));
    return undefined;
  }
  const { titles } = found;
  return {
    file,
    kind,
    secret,
    choice: {
      sheet: found.sheet,
      titleRow: found.titleRow,
      columns: foundColumns(titles),
      mapping: mappingOf(titles),
    },
  };
}

/** Prolongs the lease while nothing is written, because unpacking a large file takes its time. */
async function alive<T>(
  { db, clock, leaseSeconds }: StagingDeps,
  lease: Lease,
  work: () => Promise<T>,
): Promise<T> {
  const beat = setInterval(() => {
    // a failed beat is found out by the next write
    keepStaging(db, lease, clock(), leaseSeconds).catch(() => undefined);
  }, leaseSeconds * 300);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

async function stageRows(staging: Staging, lease: Lease, { file, kind }: Chosen): Promise<void> {
  const { db, scope, groups, choice, target } = staging;
  await db.transaction().execute(async (trx) => {
    if (!(await beginRows(trx, lease, choice))) throw new Overtaken();
  });
  await checkRows(staging, readRows, file);
  await noteWholeFile(staging);
  await completeNewRows(staging);
  const kept = await fileToKeep(file, kind, choice, staging.secret);
  const outlook = await target.outlook?.(db, newRecords(lease.id));
  await db.transaction().execute(async (trx) => {
    const counts = await markReady(trx, lease, { outlook, file: kept });
    if (!counts) throw new Overtaken();
    await insertGroups(trx, lease.id, groups.list());
    await insertVerdicts(trx, lease.id);
    const actor = { kind: 'administrator', memberId: scope.actor.memberId } as const;
    await record(trx, actor, [{ act: 'import.staged', importId: lease.id, rows: counts.total }]);
  });
}

/**
 * staged → ready, or staged → mapping where a person has to look at the columns. Reads, checks and keeps the file batch by batch;
 * killed anywhere and called again, it starts anew and leaves each row once. Throws an `AppError` for a file that cannot be used.
 */
export async function stageImport(
  deps: StagingDeps,
  target: ImportTarget,
  scope: AdminScope,
  lease: Lease,
): Promise<void> {
  const { db, clock, leaseSeconds } = deps;
  const write: Staging['write'] = (rows, work) =>
    db.transaction().execute(async (trx) => {
      if (!(await keepStaging(trx, lease, clock(), leaseSeconds, rows))) throw new Overtaken();
      await work(trx);
    });
  try {
    await alive(deps, lease, async () => {
      const chosen = await chooseColumns(db, target, scope, lease);
      if (!chosen) return;
      const [marks, groups, tally] = [new FileMarks(), new Groups(), new Tally()];
      const { choice, secret } = chosen;
      const staging = { db, target, scope, importId: lease.id, choice, marks, groups, tally, secret, write };
      await stageRows(staging, lease, chosen);
    });
  } catch (thrown) {
    if (!(thrown instanceof Overtaken)) throw thrown;
  }
}
