import type { Db, Trx } from '../platform/db.ts';
import type { ImportCells } from './target.ts';
import './import.table.ts';

/** What an import from the command line is besides its file; in the transaction that keeps the file. */
export async function describeImport(
  trx: Trx,
  id: string,
  { defaults, trial }: { defaults: ImportCells | undefined; trial: boolean },
): Promise<void> {
  await trx
    .updateTable('import')
    .set({ trial, ...(defaults ? { defaults: JSON.stringify(defaults) } : {}) })
    .where('id', '=', id)
    .execute();
}

/** Forgets an import that was not started: file, rows and all. */
export async function discardImport(db: Db, id: string): Promise<void> {
  await db.deleteFrom('import').where('id', '=', id).where('started_at', 'is', null).execute();
}
