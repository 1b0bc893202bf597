import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { GroupKind, GroupPlace } from './groups.rules.ts';
import { warnedCode } from './groups.rules.ts';
import type { PreviewQuery } from './import.schema.ts';
import type { StagedCounts } from './import.table.ts';
import { verdicts, type RowProblem, type Verdict } from './target.ts';
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

const isVerdict = (show: string | undefined): show is Verdict => verdicts.includes(show as Verdict);

function conditions(importId: string, { show, group, q }: RowFilter): RawBuilder<unknown> {
  const placed = (code: number) =>
    sql`exists (select 1 from import_place p where p.import_id = r.import_id and p.number = r.number and p.code = ${code})`;
  return sql.join(
    [
      sql`r.import_id = ${importId}`,
      ...(isVerdict(show) ? [sql`r.verdict = ${show}`] : []),
      ...(show === 'refused' ? [sql`r.state = 'refused'`] : []),
      ...(show === 'warned' ? [placed(warnedCode)] : []),
      ...(group ? [placed(group)] : []),
      ...(q ? [sql`strpos(r.words, ${q.normalize('NFC').toLowerCase()}) > 0`] : []),
    ],
    sql` and `,
  );
}

/** The numbers of all rows of a group, without a look at the rows. */
function places(importId: string, code: number): RawBuilder<unknown> {
  return sql`select number from import_place r where r.import_id = ${importId} and r.code = ${code}`;
}

/** How many rows a filter leaves, where staging has counted them already. */
function counted({ show, group, q }: RowFilter, counts: StagedCounts | null, groups: readonly GroupRow[]) {
  if (q || (group && show) || show === 'refused') return undefined;
  if (group) return groups.find(({ code }) => code === group)?.rows;
  return counts?.[show ?? 'total'];
}

/**
 * The numbers of one page's rows in the order of the file, and of how many rows in all. Filters that staging has counted are read
 * from their index; a search looks once through the rows of the import.
 */
export async function findRows(
  db: Db,
  importId: string,
  filter: RowFilter,
  known: { counts: StagedCounts | null; groups: readonly GroupRow[] },
  page: { page: number; size: number },
): Promise<{ numbers: number[]; total: number }> {
  const total = counted(filter, known.counts, known.groups);
  const { show, group, q } = filter;
  const byPlace = !q && (show === 'warned' ? warnedCode : group && !show ? group : undefined);
  const hits =
    typeof byPlace === 'number'
      ? places(importId, byPlace)
      : sql`select number from import_row r where ${conditions(importId, filter)}`;
  const window = sql`order by number limit ${page.size} offset ${(page.page - 1) * page.size}`;
  if (total !== undefined) {
    const { rows } = await sql<{ number: number }>`${hits} ${window}`.execute(db);
    return { numbers: rows.map(({ number }) => number), total };
  }
  const { rows } = await sql<{ total: number; numbers: number[] }>`
    with hits as materialized (${hits})
    select (select count(*)::int from hits) as total, array(select number from hits ${window}) as numbers`.execute(
    db,
  );
  return { numbers: rows[0]?.numbers ?? [], total: rows[0]?.total ?? 0 };
}
