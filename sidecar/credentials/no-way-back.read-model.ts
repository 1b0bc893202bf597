import { sql } from 'kysely';
import { type ListViewer, viewerOf } from '../members/member-filter.rules.ts';
import { readAreaNumbers, visibleTo } from '../members/member-filter.store.ts';
import type { MemberState } from '../members/member.table.ts';
import type { AdminScope } from '../areas/scope.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { LetterState } from './letter.table.ts';
import './letter.table.ts';

export type NoWayBackRow = {
  memberId: string;
  firstName: string;
  lastName: string;
  username: string;
  state: MemberState;
  /** An address that nobody has proven is no way back either. */
  email: string | null;
  areaNames: string[];
  letterState: LetterState | null;
};
export type NoWayBack = { rows: NoWayBackRow[]; total: number; page: number };

async function withoutWay(db: Db, viewer: ListViewer) {
  return sql`from listed_member l join member m on m.id = l.member_id left join access_letter w on w.member_id = m.id
    where m.state in ('active', 'registered', 'waiting') and not (m.email is not null and m.email_verified)
      and ${visibleTo(viewer, await readAreaNumbers(db))}`;
}

export async function countNoWayBack(db: Db, scope: AdminScope): Promise<number> {
  const from = await withoutWay(db, viewerOf(scope));
  const { rows } = await sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db);
  return rows[0]?.total ?? 0;
}

/** *Konten ohne Weg zurück*: who is in without a verified address, so that a forgotten password needs an administrator. */
export async function noWayBack(db: Db, scope: AdminScope, asked: number, size: number): Promise<NoWayBack> {
  const viewer: ListViewer = viewerOf(scope);
  const from = await withoutWay(db, viewer);
  const total = await countNoWayBack(db, scope);
  const page = pageWithin(asked, total, size);
  const { rows } = await sql<NoWayBackRow>`
    select m.id as "memberId", m.first_name as "firstName", m.last_name as "lastName", m.username, m.state, m.email,
      w.state as "letterState",
      array(select a.name from "grant" g join area a on a.id = g.area_id where g.member_id = m.id
        and g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${isLive('g')} order by a.name) as "areaNames"
    ${from} order by l.name_key, m.id limit ${size} offset ${(page - 1) * size}`.execute(db);
  return { rows, total, page };
}
