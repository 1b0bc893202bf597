import { fileURLToPath } from 'node:url';
import { areaTree, type Area } from '../../sidecar/areas/area.ts';
import type { Role } from '../../sidecar/areas/role.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import '../../sidecar/areas/area.table.ts';
import '../../sidecar/members/member.table.ts';

export const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));
export const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const area = (number: number, slug: string, name: string, kind: Area['kind'], parent?: number): Area => ({
  id: id(number),
  slug,
  name,
  kind,
  parentId: parent === undefined ? null : id(parent),
  startAppUrl: null,
});
/** Muster AG: the network, its head office and two sites below it. */
export const network = area(1, 'muster', 'Muster AG', 'network');
export const office = area(2, 'zentrale', 'Zentrale', 'division', 1);
export const north = area(3, 'werk-nord', 'Werk Nord', 'site', 1);
export const south = area(4, 'werk-sued', 'Werk Süd', 'site', 1);
export const tree = areaTree([network, office, north, south]);

export function scopeWith(grants: { areaId: string; role: Role }[], memberId = id(900)): AdminScope {
  return { actor: { memberId, name: 'Ada Min', grants }, tree };
}
export const networkManager = scopeWith([{ areaId: network.id, role: 'network_manager' }]);
export const northManager = scopeWith([{ areaId: north.id, role: 'newsroom_manager' }], id(901));

export async function insertAreas(db: Db): Promise<void> {
  for (const { id: areaId, slug, name, kind, parentId } of tree.areas) {
    await db
      .insertInto('area')
      .values({ id: areaId, slug, name, kind, parent_id: parentId, start_app_url: null })
      .execute();
  }
}

type Known = { id: string; firstName: string; lastName: string; username: string } & Partial<{
  email: string;
  employeeNumber: string;
  state: 'created' | 'invited' | 'active';
}>;
export async function insertMember(
  db: Db,
  member: Known,
  grants: { areaId: string; role: Role }[] = [],
): Promise<void> {
  await db
    .insertInto('member')
    .values({
      id: member.id,
      first_name: member.firstName,
      last_name: member.lastName,
      username: member.username,
      email: member.email ?? null,
      employee_number: member.employeeNumber ?? null,
      state: member.state ?? 'created',
      locale: 'de',
      origin: 'test',
      sync_state: 'done',
    })
    .execute();
  for (const { areaId, role } of grants) {
    await db
      .insertInto('grant')
      .values({ member_id: member.id, area_id: areaId, role, origin: 'test' })
      .execute();
  }
}
