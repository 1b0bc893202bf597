import { type RawBuilder, sql } from 'kysely';
import { isLive } from '../areas/live-grant.store.ts';
import type { ListViewer, ResolvedFilter } from '../members/member-filter.rules.ts';
import { matching, readAreaNumbers } from '../members/member-filter.store.ts';
import type { MemberState } from '../members/member.table.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { Letter } from './letter.rules.ts';
import { lettersOf } from './letter.store.ts';
import type { LetterKind, LetterState } from './letter.table.ts';
import './letter.table.ts';

/** `due`: printed or handed out, and not redeemed; the list for a reminder, the next to expire first. */
export type LetterFilter = { state?: LetterState | undefined; due?: boolean; importId?: string | undefined };
export type LetterRow = {
  id: string;
  memberId: string;
  firstName: string;
  lastName: string;
  username: string;
  employeeNumber: string | null;
  memberState: MemberState;
  /** Of the areas that the reader sees. */
  areaNames: string[];
  state: LetterState;
  kind: LetterKind;
  createdAt: Date;
  createdBy: string | null;
  shownAt: Date | null;
  shownBy: string | null;
  printedAt: Date | null;
  printedBy: string | null;
  handedOutAt: Date | null;
  handedOutBy: string | null;
  redeemedAt: Date | null;
  expiresAt: Date;
};
export type LetterList = { rows: LetterRow[]; total: number; page: number };

/** The condition on `access_letter w` that this filter means. */
export function wanted({ state, due, importId }: LetterFilter): RawBuilder<boolean> {
  const conditions = [
    ...(state ? [sql`w.state = ${state}`] : []),
    ...(due ? [sql`w.state in ('printed', 'handed_out')`] : []),
    ...(importId ? [sql`w.import_id = ${importId}::uuid`] : []),
  ];
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** One page of letters of people whom the reader sees, by name, or by expiry for a reminder; `filter` is that of the member list. */
export async function listLetters(
  db: Db,
  viewer: ListViewer,
  filter: ResolvedFilter,
  letters: LetterFilter,
  asked: number,
  size: number,
): Promise<LetterList> {
  const condition = sql`${matching(viewer, filter, await readAreaNumbers(db))} and ${wanted(letters)}`;
  const from = sql`from access_letter w join listed_member l on l.member_id = w.member_id where ${condition}`;
  const counted = await sql<{ total: number }>`select count(*)::int as total ${from}`.execute(db);
  const total = counted.rows[0]?.total ?? 0;
  const page = pageWithin(asked, total, size);
  const order = letters.due ? sql`w.expires_at, l.name_key, w.id` : sql`l.name_key, w.id`;
  const { rows } = await sql<LetterRow>`
    select w.id, m.id as "memberId", m.first_name as "firstName", m.last_name as "lastName", m.username,
      m.employee_number as "employeeNumber", m.state as "memberState", w.state, w.kind, w.created_at as "createdAt",
      w.shown_at as "shownAt", w.printed_at as "printedAt", w.handed_out_at as "handedOutAt", w.redeemed_at as "redeemedAt",
      w.expires_at as "expiresAt", p.first_name || ' ' || p.last_name as "printedBy", h.first_name || ' ' || h.last_name as "handedOutBy",
      c.first_name || ' ' || c.last_name as "createdBy", s.first_name || ' ' || s.last_name as "shownBy",
      array(select a.name from "grant" g join area a on a.id = g.area_id where g.member_id = m.id
        and g.area_id = any(${sql.val(viewer.areaIds)}::uuid[]) and ${isLive('g')} order by a.name) as "areaNames"
    from (select w.id, row_number() over (order by ${order}) as place ${from} order by ${order}
      limit ${size} offset ${(page - 1) * size}) one
    join access_letter w on w.id = one.id join member m on m.id = w.member_id
    left join member p on p.id = w.printed_by left join member h on h.id = w.handed_out_by
    left join member c on c.id = w.created_by left join member s on s.id = w.shown_by
    order by one.place`.execute(db);
  return { rows, total, page };
}

/** How many letters there are in each state, all of them (`all`) and those that wait for a reminder (`due`). */
export async function countLetters(
  db: Db,
  viewer: ListViewer,
  filter: ResolvedFilter,
): Promise<Readonly<Record<string, number>>> {
  const condition = matching(viewer, filter, await readAreaNumbers(db));
  const { rows } = await sql<{ state: LetterState; count: number }>`
    select w.state, count(*)::int as count from access_letter w join listed_member l on l.member_id = w.member_id
    where ${condition} group by w.state`.execute(db);
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  const sum = (states: readonly string[]) => states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  return { ...counts, all: sum(Object.keys(counts)), due: sum(['printed', 'handed_out']) };
}

/** The letter of one person, for their page. */
export async function letterOfMember(db: Db, memberId: string): Promise<Letter | undefined> {
  return (await lettersOf(db, [memberId]))[0];
}
