import type { AreaTree } from '../areas/area.ts';
import { managingRoles } from '../areas/role.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { storedLocale, type Locale } from '../platform/i18n.ts';
import { sql } from 'kysely';
import './member.table.ts';

/** Whom a mail about an area goes to. */
export type Manager = { memberId: string; email: string; locale: Locale };

/**
 * Who is responsible for each of these areas: those who manage the area itself; where nobody does, those of the nearest area above it
 * that somebody manages. Only people with an address who can sign in. Every area has its entry, in the order that was given.
 */
export async function managersOf(
  db: Db,
  tree: AreaTree,
  areaIds: readonly string[],
): Promise<Map<string, Manager[]>> {
  const lineages = new Map(areaIds.map((areaId) => [areaId, tree.lineage(areaId).map(({ id }) => id)]));
  const asked = [...new Set([...lineages.values()].flat())];
  const rows = await db
    .selectFrom('grant')
    .innerJoin('member', 'member.id', 'grant.member_id')
    .select(['member.id as memberId', 'member.email', 'member.locale', 'grant.area_id as areaId'])
    .where(sql<boolean>`"grant".area_id = any(${asked}::uuid[])`)
    .where('grant.role', 'in', managingRoles)
    .where(isLive('grant'))
    .where('member.state', 'not in', ['suspended', 'deleted'])
    .where('member.email', 'is not', null)
    .orderBy('member.id')
    .execute();
  const managing = Map.groupBy(rows, ({ areaId }) => areaId);
  const managerOf = ({ memberId, email, locale }: (typeof rows)[number]): Manager => ({
    memberId,
    email: email ?? '',
    locale: storedLocale(locale),
  });
  return new Map(
    [...lineages].map(([areaId, lineage]) => {
      const nearest = lineage.find((id) => managing.has(id));
      return [areaId, (managing.get(nearest ?? '') ?? []).map(managerOf)];
    }),
  );
}
