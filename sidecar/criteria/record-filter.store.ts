import { type RawBuilder, sql } from 'kysely';
import type { AreaTree } from '../areas/area.ts';
import { fold, spellings } from '../members/fold.rules.ts';
import { isShort } from '../members/member-filter.rules.ts';
import { likeText } from '../platform/search.rules.ts';
import type { RecordFilter } from './record-list.schema.ts';
import type { RecordViewer, ShownState } from './record-scope.rules.ts';
import './criteria.table.ts';

type Condition = RawBuilder<boolean>;
const mostWords = 8;

/** Records that give nothing but what this reader may give. */
export function visibleTo({ all, areaIds, mayGive }: RecordViewer): Condition {
  if (all) return sql<boolean>`true`;
  const [areas, roles] = [mayGive.map(({ areaId }) => areaId), mayGive.map(({ role }) => role)];
  return sql<boolean>`(exists (select from criteria_grant g where g.record_id = r.id and g.area_id = any(${sql.val(areaIds)}::uuid[]))
    and not exists (select from criteria_grant g where g.record_id = r.id
      and (g.area_id, g.role) not in (select * from unnest(${sql.val(areas)}::uuid[], ${sql.val(roles)}::text[]))))`;
}

function stateIs(state: ShownState, now: Date): Condition {
  if (state === 'open') return sql<boolean>`(r.state = 'open' and (r.ends_at is null or r.ends_at > ${now}))`;
  if (state === 'ended') return sql<boolean>`(r.state = 'open' and r.ends_at <= ${now})`;
  return sql<boolean>`r.state = ${state}`;
}

/** A word anywhere in the facts, however it is spelt; one or two letters only where a word begins. Facts stand on lines of their own. */
function found(word: string): Condition {
  const ways = spellings(word).flatMap((text) => {
    const starts = isShort(text) ? ['', '% ', '%\n'] : ['%'];
    const meant = likeText(text);
    return starts.map((start) => sql<boolean>`r.search like ${`${start}${meant}%`}`);
  });
  return sql<boolean>`(${sql.join(ways, sql` or `)})`;
}

export const wordsOf = (q: string): string[] =>
  q
    .split(/\s+/)
    .filter((word) => fold(word) !== '')
    .slice(0, mostWords);

/** The condition on `criteria_record r` that this filter means for this reader; an area stands for everything below it. */
export function matching(tree: AreaTree, viewer: RecordViewer, filter: RecordFilter, now: Date): Condition {
  const { state, area, role, origin, import: importId } = filter;
  const visible = new Set(viewer.areaIds);
  const below = area && tree.subtree(area).flatMap(({ id }) => (visible.has(id) ? [id] : []));
  const grants = [
    ...(below ? [sql`g.area_id = any(${sql.val(below)}::uuid[])`] : []),
    ...(role ? [sql`g.role = ${role}`] : []),
  ];
  const conditions = [
    visibleTo(viewer),
    ...wordsOf(filter.q).map(found),
    ...(state ? [stateIs(state, now)] : []),
    ...(grants.length > 0
      ? [
          sql<boolean>`exists (select from criteria_grant g where g.record_id = r.id and ${sql.join(grants, sql` and `)})`,
        ]
      : []),
    ...(origin ? [sql<boolean>`r.origin = ${origin}`] : []),
    ...(importId ? [sql<boolean>`r.import_id = ${importId}`] : []),
  ];
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
