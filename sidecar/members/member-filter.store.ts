import { type RawBuilder, sql } from 'kysely';
import { roles } from '../areas/role.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { likeText } from '../platform/search.rules.ts';
import type { AreaNumbers } from './grant-code.rules.ts';
import { holds, type Purpose } from './grant-condition.store.ts';
import { isShort, type ListViewer, type ResolvedFilter, type SearchWord } from './member-filter.rules.ts';
import { type ListedState, listedStates } from './member-filter.schema.ts';
import './listed-member.table.ts';

type Condition = RawBuilder<boolean>;
const all = (conditions: readonly Condition[]): Condition =>
  sql<boolean>`(${sql.join(conditions, sql` and `)})`;
const any = (conditions: readonly Condition[]): Condition =>
  sql<boolean>`(${sql.join(conditions, sql` or `)})`;

export async function readAreaNumbers(db: Db): Promise<AreaNumbers> {
  const { rows } = await sql<{ id: string; number: number }>`select id, number from area`.execute(db);
  return new Map(rows.map(({ id, number }) => [id, number]));
}

/** Only people of the reader's areas; where a grant has ended since the row was written, the grants themselves decide. */
export function visibleTo(viewer: ListViewer, numbers: AreaNumbers): Condition {
  if (viewer.all && viewer.loose) return sql<boolean>`true`;
  const there = viewer.all ? sql<boolean>`l.highest > 0` : holds(numbers, viewer.areaIds);
  const still = sql<boolean>`(l.codes_until > now() or exists (select 1 from "grant" g where g.member_id = l.member_id
    and g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${isLive('g')}))`;
  return all([there, still]);
}

const stateIn = (states: readonly ListedState[]): Condition =>
  sql<boolean>`l.state_rank in (${sql.join(states.map((state) => sql.lit(listedStates.indexOf(state) + 1)))})`;

/** Anywhere in the person's own text; one or two letters only at the beginning of a word, which an index of trigrams can find. `%` and `_` mean themselves. */
function like(text: string): Condition {
  const start = isShort(text) ? '% ' : '%';
  return sql<boolean>`l.search like ${`${start}${likeText(text)}%`}`;
}

function found(word: SearchWord, viewer: ListViewer, numbers: AreaNumbers): Condition {
  const { spellings, states, roles: named, areaIds } = word;
  return any([
    ...(states.length > 0 ? [stateIn(states)] : []),
    ...spellings.map(like),
    ...(areaIds.length > 0 ? [holds(numbers, areaIds, roles, 'find')] : []),
    ...(named.length > 0 ? [holds(numbers, viewer.areaIds, named, 'find')] : []),
  ]);
}

/** The highest role among the areas that may be seen is this one. */
function highestIs(role: (typeof roles)[number], viewer: ListViewer, numbers: AreaNumbers): Condition {
  const rank = roles.indexOf(role);
  if (viewer.all) return sql<boolean>`l.highest = ${rank + 1}`;
  const above = holds(numbers, viewer.areaIds, roles.slice(rank + 1));
  return all([holds(numbers, viewer.areaIds, [role]), sql<boolean>`not ${above}`]);
}

const troubleIs = {
  account: sql<boolean>`l.trouble`,
  deviation: sql<boolean>`l.deviating`,
  mail: sql<boolean>`(l.mail_failed and ${stateIn(['created', 'invited'])})`,
  noGrant: sql<boolean>`l.highest = 0`,
} as const;

/** The condition on `listed_member l` that this filter means for this reader; of whatever purpose, the same people. */
export function matching(
  viewer: ListViewer,
  filter: ResolvedFilter,
  numbers: AreaNumbers,
  purpose: Purpose = 'walk',
): Condition {
  const { areaIds, role, highest, state, origin, locale, email, trouble } = filter;
  return all([
    visibleTo(viewer, numbers),
    ...filter.words.map((word) => found(word, viewer, numbers)),
    ...(areaIds || role ? [holds(numbers, areaIds ?? viewer.areaIds, role ? [role] : roles, purpose)] : []),
    ...(highest ? [highestIs(highest, viewer, numbers)] : []),
    ...(state ? [stateIn([state])] : []),
    ...(origin ? [sql<boolean>`l.origin = ${origin}`] : []),
    ...(filter.import ? [sql<boolean>`l.import_id = ${filter.import}`] : []),
    ...(locale ? [sql<boolean>`l.locale = ${locale}`] : []),
    ...(email ? [sql<boolean>`l.has_email = ${email === 'yes'}`] : []),
    ...(trouble ? [troubleIs[trouble]] : []),
  ]);
}
