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
 * Who is responsible for an area: those who manage the area itself; where nobody does, those of the nearest area above it that somebody
 * manages. Only people with an address who can sign in.
 */
export async function managersOf(db: Db, tree: AreaTree, areaId: string): Promise<Manager[]> {
  const lineage = tree.lineage(areaId).map(({ id }) => id);
  const rows = await db
    .selectFrom('grant')
    .innerJoin('member', 'member.id', 'grant.member_id')
    .select(['member.id as memberId', 'member.email', 'member.locale', 'grant.area_id as areaId'])
    .where(sql<boolean>`"grant".area_id = any(${lineage}::uuid[])`)
    .where('grant.role', 'in', managingRoles)
    .where(isLive('grant'))
    .where('member.state', 'not in', ['suspended', 'deleted'])
    .where('member.email', 'is not', null)
    .orderBy('member.id')
    .execute();
  const nearest = lineage.find((id) => rows.some((row) => row.areaId === id));
  return rows
    .filter((row) => row.areaId === nearest)
    .map(({ memberId, email, locale }) => ({
      memberId,
      email: email ?? '',
      locale: storedLocale(locale),
    }));
}
