import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { FileKind, ImportTable } from './import.table.ts';
import type { Subjects } from './target.ts';
import './import.table.ts';

/** Everybody whom rows of this import mean, as a query. */
export const allSubjects = (importId: string): Subjects =>
  sql`select subject_id from import_row where import_id = ${importId} and subject_id is not null`;

const turnOf = (target: string) => sql`hashtext(${`einlass forgetting ${target}`})`;

/** One worker at a time forgets for a target; false while another is at it, until its transaction ends. */
export async function takeTurn(trx: Trx, target: string): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${turnOf(target)}) as mine`.execute(trx);
  return rows[0]?.mine ?? false;
}

/** Waits until nobody is forgetting: whoever is has not seen rows that got their end meanwhile, and will say that all is done. */
export async function awaitForgetting(trx: Trx, target: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${turnOf(target)})`.execute(trx);
}

/** What else holds rows that are emptied, `gone` by import, number and row of the sheet: the words they are found by, and places in groups. */
export const besidesGone = sql`
  unfound as (
    delete from import_words w using gone where w.import_id = gone.import_id and w.number = gone.number
  ), unnamed as (
    update import_group g set places = (
      select coalesce(jsonb_agg(case when exists (
          select from gone where gone.import_id = g.import_id and gone.sheet_row = (p.place ->> 'sheetRow')::int
        ) then p.place || '{"found": ""}' else p.place end order by p.nth), '[]')
      from jsonb_array_elements(g.places) with ordinality as p (place, nth))
    where g.import_id in (select import_id from gone)
  )`;

/**
 * Empties every row that means one of these, whatever import brought it; what is still to be stored waits for the end of its import.
 * Their files are thinned out once those have ended.
 */
export async function forgetRows(trx: Trx, target: string, subjectIds: readonly string[]): Promise<void> {
  await sql`
    with gone as (
      update import_row r set input = '{}', record = null, before = null, problems = '[]', warnings = '[]', changes = '[]'
      from import i
      where i.id = r.import_id and i.target = ${target} and r.state <> 'staged' and r.subject_id = any(${subjectIds}::uuid[])
      returning r.import_id, r.number, r.sheet_row
    ), ${besidesGone}
    update import set thinning = 'due' where thinning is null and id in (select import_id from gone)`.execute(
    trx,
  );
}

/** Its file holds people of whom nothing may be kept, and nobody reads it this moment. */
const toThin = (id: RawBuilder<unknown>) =>
  sql`thinning = 'due' and state in ('ready', 'paused', 'done', 'undone') and id = ${id}`;

/** Imports whose files are to be thinned out. */
export async function filesToThin(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('import')
    .select('id')
    .where(sql<boolean>`${toThin(sql`id`)}`)
    .execute();
  return rows.map(({ id }) => id);
}

export type ThickFile = Pick<Selectable<ImportTable>, 'file' | 'sheet' | 'state'> & {
  kind: FileKind;
  titleRow: number | null;
};

export async function readThickFile(db: Db, id: string): Promise<ThickFile | undefined> {
  return db
    .selectFrom('import')
    .select(['file', 'file_kind as kind', 'sheet', 'title_row as titleRow', 'state'])
    .where(sql<boolean>`${toThin(sql`${id}`)}`)
    .executeTakeFirst();
}

/** Whoever empties rows of it, or goes on with it, waits until the transaction ends; false where it went on meanwhile. */
export async function holdThickFile(trx: Trx, id: string, { state }: ThickFile): Promise<boolean> {
  const held = await trx
    .selectFrom('import')
    .select('id')
    .where(sql<boolean>`${toThin(sql`${id}`)}`)
    .where('state', '=', state)
    .forUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

/** One that has not ended is thinned out again then. */
export async function keepThinFile(trx: Trx, id: string, file: Buffer): Promise<void> {
  await sql`update import set file = ${file}, file_cleaned = true,
    thinning = case when state in ('done', 'undone') then 'done' end where ${toThin(sql`${id}`)}`.execute(
    trx,
  );
}
