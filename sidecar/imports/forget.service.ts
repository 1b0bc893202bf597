import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { faultyRowsOf, filledRowsOf } from './error-file.service.ts';
import {
  filesToThin,
  forgetRows,
  holdThickFile,
  keepThinFile,
  readThickFile,
  takeTurn,
  type ThickFile,
} from './forget.store.ts';
import { thinFile } from './kept-file.service.ts';
import type { ImportTarget } from './target.ts';

const atOnce = 500;

/** Nothing is kept here of whom the target forgets; repeated, it changes nothing. */
async function forgetAll(db: Db, { name, forgetting }: ImportTarget): Promise<void> {
  if (!forgetting) return;
  const some = (): Promise<boolean> =>
    db.transaction().execute(async (trx) => {
      if (!(await takeTurn(trx, name))) return false;
      const ids = await forgetting.due(trx, atOnce);
      if (ids.length === 0) return false;
      // the rows first, in the order of whoever takes an import back
      await forgetRows(trx, name, ids);
      await forgetting.done(trx, ids);
      return true;
    });
  while (await some());
}

/** Forgets what is due, and names the imports whose files hold somebody of whom nothing may be kept. */
export async function sweepForgotten(db: Db, targets: Iterable<ImportTarget>, now: Date): Promise<Nudge[]> {
  for (const target of targets) await forgetAll(db, target);
  return (await filesToThin(db)).map((row) => ({ row, attempt: now.getTime() }));
}

/** Of an import that has ended the rows its error file is made of, else all that may still be stored; never one that was emptied. */
const rowsToKeep = (db: Db, id: string, { state }: ThickFile): Promise<Set<number>> =>
  state === 'done' || state === 'undone' ? faultyRowsOf(db, id) : filledRowsOf(db, id);

/** The file with nothing but the rows that are still needed; does nothing for any other import. Overtaken, it is due again. */
export async function thinImport(db: Db, id: string): Promise<void> {
  const thick = await readThickFile(db, id);
  if (!thick) return;
  const keep = await rowsToKeep(db, id, thick);
  const { sheet } = thick;
  const thin = sheet !== null && keep.size > 0 ? await thinFile(thick, sheet, keep) : Buffer.alloc(0);
  await db.transaction().execute(async (trx) => {
    if (!(await holdThickFile(trx, id, thick))) return;
    // Rows only ever leave: of as many, they are the same.
    if ((await rowsToKeep(trx, id, thick)).size === keep.size) await keepThinFile(trx, id, thin);
  });
}
