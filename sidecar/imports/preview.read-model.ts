import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { type GroupKind, type GroupPlace, setCodes } from './groups.rules.ts';
import type { PreviewQuery } from './import.schema.ts';
import type { StagedCounts } from './import.table.ts';
import type { RowProblem } from './target.ts';
import './import.table.ts';

/** A repair action with how many rows it concerns and where the first of them are. */
export type GroupRow = {
  code: number;
  kind: GroupKind;
  example: RowProblem;
  rows: number;
  places: GroupPlace[];
};

/** What stands in the way first, most rows first. */
export async function readGroups(db: Db, importId: string): Promise<GroupRow[]> {
  return db
    .selectFrom('import_group')
    .select(['code', 'kind', 'example', 'rows', 'places'])
    .where('import_id', '=', importId)
    .orderBy('kind')
    .orderBy('rows', 'desc')
    .orderBy('code')
    .limit(100)
    .execute();
}

export type RowFilter = Partial<Pick<PreviewQuery, 'show' | 'group' | 'q'>>;
type Known = { counts: StagedCounts | null; groups: readonly GroupRow[] };
type Page = { page: number; size: number };
type Found = { numbers: number[]; total: number };

/** Sets of rows that staging has written down: a verdict, any warning, a group. */
function codesOf({ show, group }: RowFilter): number[] {
  return [
    ...(show !== undefined && show !== 'refused' ? [setCodes[show]] : []),
    ...(group === undefined ? [] : [group]),
  ];
}

/** The numbers of the rows that a filter leaves; each source is narrow, so that even all of it is read in milliseconds. */
function hits(importId: string, filter: RowFilter): RawBuilder<unknown> {
  const [code, ...more] = codesOf(filter);
  const placed = (each: number) =>
    sql` and exists (select 1 from import_place p where p.import_id = r.import_id and p.number = r.number and p.code = ${each})`;
  const words = filter.q?.normalize('NFC').toLowerCase();
  const found = (text: string) =>
    sql` and exists (select 1 from import_words w where w.import_id = r.import_id and w.number = r.number and strpos(w.words, ${text}) > 0)`;
  const source = (table: string, rest: RawBuilder<unknown>, others: readonly number[]) =>
    sql`select distinct number from ${sql.table(table)} r where r.import_id = ${importId}${rest}${sql.join(others.map(placed), sql``)}`;
  if (filter.show === 'refused')
    return source(
      'import_row',
      sql` and r.state = 'refused'${words ? found(words) : sql``}`,
      codesOf(filter),
    );
  if (words) return source('import_words', sql` and strpos(r.words, ${words}) > 0`, codesOf(filter));
  if (code === undefined) return source('import_row', sql``, []);
  return source('import_place', sql` and r.code = ${code}`, more);
}

/** Where staging has counted the rows already. */
function counted({ show, group, q }: RowFilter, { counts, groups }: Known): number | undefined {
  if (q || show === 'refused' || (group !== undefined && show !== undefined)) return undefined;
  if (group !== undefined) return groups.find(({ code }) => code === group)?.rows;
  return counts?.[show ?? 'total'];
}

/** The numbers of one page's rows in the order of the file, and of how many rows in all. */
export async function findRows(
  db: Db,
  importId: string,
  filter: RowFilter,
  known: Known,
  { page, size }: Page,
): Promise<Found> {
  const total = counted(filter, known);
  const first = (page - 1) * size;
  // rows are numbered from 1 without gaps
  if (total !== undefined && !filter.show && filter.group === undefined)
    return {
      numbers: Array.from({ length: Math.max(0, Math.min(size, total - first)) }, (_, at) => first + at + 1),
      total,
    };
  const window = sql`order by number limit ${size} offset ${first}`;
  if (total !== undefined) {
    const { rows } = await sql<{ number: number }>`${hits(importId, filter)} ${window}`.execute(db);
    return { numbers: rows.map(({ number }) => number), total };
  }
  const { rows } = await sql<Found>`
    with hits as materialized (${hits(importId, filter)})
    select (select count(*)::int from hits) as total, array(select number from hits ${window}) as numbers`.execute(
    db,
  );
  return rows[0] ?? { numbers: [], total: 0 };
}
