import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { Choices } from './columns.rules.ts';
import type { ColumnChoice } from './staging.store.ts';
import type { SheetSample } from './workbook.ts';
import './import.table.ts';

/** What this administrator chose for titles of earlier files. */
export async function rememberedChoices(db: Db, memberId: string, target: string): Promise<Choices> {
  const rows = await db
    .selectFrom('import_choice')
    .select(['title', 'column_key'])
    .where('member_id', '=', memberId)
    .where('target', '=', target)
    .execute();
  return new Map(rows.map((row) => [row.title, row.column_key]));
}

/** Keeps what was chosen for titles that no column has, for the next file of this administrator. */
export async function rememberChoices(
  trx: Trx,
  memberId: string,
  target: string,
  choices: Choices,
): Promise<void> {
  if (choices.size === 0) return;
  await trx
    .insertInto('import_choice')
    .values([...choices].map(([title, key]) => ({ member_id: memberId, target, title, column_key: key })))
    .onConflict((conflict) =>
      conflict
        .columns(['member_id', 'target', 'title'])
        .doUpdateSet((excluded) => ({ column_key: excluded.ref('excluded.column_key') })),
    )
    .execute();
}

export type MappingWork = {
  sheet: string | null;
  samples: SheetSample[];
  /** What was chosen before, where somebody came back to choose anew. */
  mapping: Readonly<Record<string, string | null>> | null;
};

/** What the mapping page needs; undefined once nobody has to look at the columns any more. */
export async function mappingWork(db: Db, importId: string): Promise<MappingWork | undefined> {
  const row = await db
    .selectFrom('import')
    .select(['sheet', 'samples', 'mapping'])
    .where('id', '=', importId)
    .where('state', '=', 'mapping')
    .executeTakeFirst();
  return row && { sheet: row.sheet, samples: row.samples as SheetSample[], mapping: row.mapping };
}

/** mapping → staged with what was chosen; undefined where the import is no longer in mapping. Returns the nudge that goes on. */
export async function markMapped(
  trx: Trx,
  importId: string,
  choice: ColumnChoice,
): Promise<Nudge | undefined> {
  const row = await trx
    .updateTable('import')
    .set({
      state: 'staged',
      sheet: choice.sheet,
      title_row: choice.titleRow,
      columns: JSON.stringify(choice.columns),
      mapping: JSON.stringify(choice.mapping),
      samples: null,
      choose_columns: false,
      lease_until: null,
    })
    .where('id', '=', importId)
    .where('state', '=', 'mapping')
    .returning('attempt')
    .executeTakeFirst();
  return row && { row: importId, attempt: row.attempt };
}

/** Whether this very choice was confirmed already: the second press of the button. */
export async function isMappedSo(
  db: Db,
  importId: string,
  sheet: string,
  mapping: ColumnChoice['mapping'],
): Promise<boolean> {
  const row = await db
    .selectFrom('import')
    .select('id')
    .where('id', '=', importId)
    .where('sheet', '=', sheet)
    .where(sql<boolean>`mapping = ${JSON.stringify(mapping)}::jsonb`)
    .executeTakeFirst();
  return row !== undefined;
}

/** ready → staged, so that the columns are asked for again; undefined once something ran, or the file is not whole any more. */
export async function markChoosing(db: Db, importId: string): Promise<Nudge | undefined> {
  const row = await db
    .updateTable('import')
    .set({ state: 'staged', choose_columns: true, lease_until: null })
    .where('id', '=', importId)
    .where('state', '=', 'ready')
    .where('file_cleaned', '=', false)
    .returning('attempt')
    .executeTakeFirst();
  return row && { row: importId, attempt: row.attempt };
}
