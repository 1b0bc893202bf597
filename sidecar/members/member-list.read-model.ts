import { sql } from 'kysely';
import type { Role } from '../areas/role.ts';
import { roles } from '../areas/role.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { MemberState, SyncState } from './member.table.ts';

export const membersPerPage = 25;

export type MemberListRow = {
  id: string;
  firstName: string;
  lastName: string;
  email: string | null;
  username: string;
  areas: { name: string; role: Role }[];
  /** Top of the ladder over the areas that may be seen. */
  highestRole: Role | null;
  state: MemberState;
  syncState: SyncState;
  syncError: string | null;
  invitedAt: Date | null;
  /** The newest invitation could not be delivered. */
  mailFailed: boolean;
  /** Keycloak differs from our record, and nobody has decided. */
  deviating: boolean;
};
export type MemberList = { rows: MemberListRow[]; total: number; page: number };

/** Each word must be found somewhere in the name, e-mail address, user name or number; `%` and `_` mean themselves. */
function wordsOf(search: string | undefined): string[] {
  const words = (search ?? '').normalize('NFC').split(/\s+/).filter(Boolean).slice(0, 8);
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/**
 * One page of the members who hold a grant in one of `areaIds`, by name, with these areas only; a page beyond the last
 * is the last. With `withoutGrant` also those who hold none anywhere.
 */
export async function listMembers(
  db: Db,
  areaIds: readonly string[],
  options: {
    search?: string | undefined;
    page?: number | undefined;
    withoutGrant?: boolean;
    deviating?: boolean;
  } = {},
): Promise<MemberList> {
  const words = wordsOf(options.search);
  const asked = Math.max(1, options.page ?? 1);
  const { rows } = await sql<{ total: number } & { [K in keyof MemberListRow]: MemberListRow[K] | null }>`
    with held as (
      select g.member_id, array_position(${sql.val(roles)}::text[], g.role) as rank, a.name, g.role
      from "grant" g join area a on a.id = g.area_id
      where g.area_id = any(${sql.val(areaIds)}::uuid[]) and (g.ends_at is null or g.ends_at > now())
    ), found as (
      select m.* from member m
      where m.state <> 'deleted'
        and (m.id in (select member_id from held)
          or (${options.withoutGrant ?? false} and not exists (select 1 from "grant" g where g.member_id = m.id)))
        and (not ${options.deviating ?? false} or exists (select 1 from deviation d where d.member_id = m.id and d.state = 'open'))
        and concat_ws(' ', m.first_name, m.last_name, m.email, m.username, m.employee_number) ilike all(${sql.val(words)}::text[])
    ), counted as (select count(*)::int as total from found), page as (
      select * from found order by lower(last_name) collate "und-x-icu", lower(first_name) collate "und-x-icu", id
      limit ${membersPerPage}
      offset (select least(${asked} - 1, greatest(0, (total - 1) / ${membersPerPage})) * ${membersPerPage} from counted)
    )
    select counted.total, page.id, page.first_name as "firstName", page.last_name as "lastName", page.email, page.username,
      coalesce(areas.list, '[]') as areas, areas.highest as "highestRole", page.state, page.sync_state as "syncState", page.sync_error as "syncError",
      mail.created_at as "invitedAt", coalesce(page.state in ('created', 'invited') and mail.state in ('failed', 'bounced'), false) as "mailFailed",
      exists (select 1 from deviation d where d.member_id = page.id and d.state = 'open') as deviating
    from counted left join page on true
    left join lateral (
      select json_agg(json_build_object('name', name, 'role', role) order by rank desc, name) as list,
        (array_agg(role order by rank desc))[1] as highest
      from held where member_id = page.id
    ) areas on true
    left join lateral (
      select created_at, state from message where member_id = page.id and kind = 'invitation'
      order by created_at desc limit 1
    ) mail on true
    order by lower(page.last_name) collate "und-x-icu", lower(page.first_name) collate "und-x-icu", page.id
  `.execute(db);
  const total = rows[0]?.total ?? 0;
  const found = rows.flatMap(({ total: all, ...row }) =>
    all > 0 && row.id !== null ? [row as MemberListRow] : [],
  );
  return { rows: found, total, page: pageWithin(asked, total, membersPerPage) };
}
