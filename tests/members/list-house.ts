import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import type { HeldGrant } from '../../sidecar/areas/policy.rules.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { resolveFilter, viewerOf } from '../../sidecar/members/member-filter.rules.ts';
import { type MemberFilter, type MemberOrder, noFilter } from '../../sidecar/members/member-filter.schema.ts';
import { listMembers, type MemberList } from '../../sidecar/members/member-list.read-model.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { type Locale, openTexts } from '../../sidecar/platform/i18n.ts';

export const texts = openTexts(fileURLToPath(new URL('../../sidecar/', import.meta.url)));
export type Person = {
  email?: string;
  username?: string;
  number?: string;
  state?: string;
  origin?: string;
  locale?: string;
  trouble?: boolean;
};
type Asked = Partial<MemberFilter> & Partial<MemberOrder> & { words?: Locale };

/** Muster AG with a division, two sites, and a list of people as their administrators see it. */
export async function listHouse(db: Db) {
  const root = await insertArea(db, { slug: 'muster', name: 'Muster AG', kind: 'network', parentId: null });
  const division = await insertArea(db, {
    slug: 'region',
    name: 'Region Küste',
    kind: 'division',
    parentId: root,
  });
  const north = await insertArea(db, { slug: 'nord', name: 'Werk Nord', kind: 'site', parentId: division });
  const south = await insertArea(db, { slug: 'sued', name: 'Werk Süd', kind: 'site', parentId: root });
  const scope = async (grants: readonly HeldGrant[]): Promise<AdminScope> => ({
    tree: await readTree(db),
    actor: { memberId: '00000000-0000-4000-8000-000000000000', name: 'Wer', grants },
  });
  const manager = (areaId: string) => scope([{ areaId, role: 'newsroom_manager' }]);
  return {
    root,
    division,
    north,
    south,
    boss: () => scope([{ areaId: root, role: 'network_manager' }]),
    manager,
    async add(last: string, first: string, more: Person = {}): Promise<string> {
      const username = more.username ?? `${first}.${last}`.toLowerCase();
      const { rows } = await sql<{ id: string }>`
        insert into member (first_name, last_name, email, username, employee_number, origin, state, locale, sync_state, sync_error)
        values (${first}, ${last}, ${more.email ?? null}, ${username}, ${more.number ?? null}, ${more.origin ?? 'import'}, ${more.state ?? 'created'},
          ${more.locale ?? 'de'}, ${more.trouble ? 'failed' : 'done'}, ${more.trouble ? 'conflict' : null}) returning id`.execute(
        db,
      );
      return rows[0]?.id ?? '';
    },
    async grant(member: string, area: string, role: string, endsAt: Date | null = null): Promise<void> {
      await sql`insert into "grant" (member_id, area_id, role, origin, ends_at)
        values (${member}, ${area}, ${role}, 'import', ${endsAt})`.execute(db);
    },
    async invite(member: string, state: string, at: string): Promise<string> {
      const { rows } = await sql<{
        id: string;
      }>`insert into message (kind, member_id, locale, to_address, state, header_id, created_at)
        values ('invitation', ${member}, 'de', 'x@example.com', ${state}, ${`<${member}${at}@x>`}, ${at}) returning id`.execute(
        db,
      );
      return rows[0]?.id ?? '';
    },
    list(admin: AdminScope, asked: Asked = {}): Promise<MemberList> {
      const { words = 'de', sort = 'name', dir = 'asc', size = 25, page = 1, ...filter } = asked;
      const viewer = viewerOf(admin);
      const resolved = resolveFilter({ ...noFilter, ...filter }, texts.translate(words), admin, viewer);
      return listMembers(db, viewer, resolved, { sort, dir, size, page });
    },
  };
}
export type ListHouse = Awaited<ReturnType<typeof listHouse>>;
export const lastNames = ({ rows }: MemberList): string[] => rows.map((row) => row.lastName);
