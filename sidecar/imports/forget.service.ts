import type { Db } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { faultyRowsOf } from './error-file.service.ts';
import { filesToThin, forgetRows, keepThinFile, readThickFile, takeTurn } from './forget.store.ts';
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

/** The file with nothing but the rows that were not stored, which its error file is made of; does nothing for any other import. */
export async function thinImport(db: Db, id: string): Promise<void> {
  const thick = await readThickFile(db, id);
  if (!thick) return;
  const keep = await faultyRowsOf(db, id);
  const { sheet } = thick;
  const thin = sheet !== null && keep.size > 0 ? await thinFile(thick, sheet, keep) : Buffer.alloc(0);
  await keepThinFile(db, id, thin);
}
