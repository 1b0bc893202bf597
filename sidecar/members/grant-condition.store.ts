import { type RawBuilder, sql } from 'kysely';
import { type Role, roles } from '../areas/role.ts';
import { type AreaNumbers, areaBits, bitsAreExact, grantCodes } from './grant-code.rules.ts';

type Condition = RawBuilder<boolean>;
/** From this share of all areas on an index helps nobody: the bits of every row are faster. */
const wideShare = 1 / 8;

/** Areas where somebody holds one of these roles, as bits. */
const where = (of: readonly Role[]): RawBuilder<string> =>
  of.length === roles.length
    ? sql`l.at_any`
    : sql`(${sql.raw(of.map((role) => `l.at_${roles.indexOf(role) + 1}`).join(' | '))})`;

/** What a condition is for: to walk an order of the list, to count all who fit, or as one of several ways to be found. */
export type Purpose = 'walk' | 'count' | 'find';

/** Whether the index of codes finds few enough people to be worth leaving the index of the order. */
function codesPay(numbers: AreaNumbers, areaIds: readonly string[], of: readonly Role[], purpose: Purpose) {
  // Nearly every grant is a member's; the roles above are held by few, however many areas are asked for.
  const common = of.includes('member');
  const share = (areaIds.length * (common ? 1 : of.length / roles.length)) / numbers.size;
  return purpose === 'find' || share <= wideShare || (purpose === 'count' && !common);
}

/** Holds one of these roles in one of these areas. The bits are asked first, because they cost nothing; the codes where bits are shared, or where their index pays. */
export function holds(
  numbers: AreaNumbers,
  areaIds: readonly string[],
  of: readonly Role[] = roles,
  purpose: Purpose = 'walk',
): Condition {
  if (areaIds.length === 0 || of.length === 0) return sql<boolean>`false`;
  const quick = sql<boolean>`(${where(of)} & ${areaBits(numbers, areaIds)}::bigint) <> 0`;
  if (bitsAreExact(numbers) && !codesPay(numbers, areaIds, of, purpose)) return quick;
  return sql<boolean>`(${quick} and l.codes && ${sql.val(grantCodes(numbers, areaIds, of))}::integer[])`;
}

/** Top of the ladder over these areas, 0 for none; only where bits are exact. */
export function highestIn(numbers: AreaNumbers, areaIds: readonly string[]): RawBuilder<number> {
  const bits = areaBits(numbers, areaIds);
  const cases = roles.toReversed().map((role) => {
    const rank = roles.indexOf(role) + 1;
    return sql`when ${where([role])} & ${bits}::bigint <> 0 then ${sql.lit(rank)}`;
  });
  return sql<number>`case ${sql.join(cases, sql` `)} else 0 end`;
}

/** Place of the first of these areas (given by the alphabet) where somebody holds a role; only where bits are exact. */
export function firstOf(numbers: AreaNumbers, areaIds: readonly string[]): RawBuilder<number> {
  const cases = areaIds.map(
    (areaId, place) =>
      sql`when ${where(roles)} & ${areaBits(numbers, [areaId])}::bigint <> 0 then ${sql.lit(place)}`,
  );
  return sql<number>`case ${sql.join(cases, sql` `)} end`;
}
