import { type RawBuilder, sql } from 'kysely';
import { addDays } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import './member.table.ts';

/** Somebody to be deleted is told, or at least shown to managers, so many days before; also how long the last link opens. */
export const noticeDays = 30;
const knownDays = 2;

/** A query for ids of members who can still come in by something, or were given it at `since` or later. */
export type WayIn = (since: Date) => RawBuilder<unknown>;

/** Never signed in, and nothing by which they could was given them since; suspended people are somebody's decision. */
function unused(since: Date, waysIn: readonly WayIn[]): RawBuilder<unknown> {
  const none = waysIn.map((way) => sql`and member.id not in (${way(since)})`);
  return sql`member.state in ('created', 'invited') and member.activated_at is null
    and member.created_at < ${since} ${sql.join(none, sql` `)}`;
}

/** Whom it was told before they were given something else counts as not told. */
export const toTell = (since: Date, waysIn: readonly WayIn[]) => sql`
  ${unused(since, waysIn)} and (member.unused_told_at is null or member.unused_told_at < ${since})`;

export const toDelete = (since: Date, now: Date, waysIn: readonly WayIn[]) => sql`
  ${unused(since, waysIn)} and member.unused_told_at >= ${since}
  and member.unused_told_at <= ${addDays(now, -noticeDays)}`;

/** Whether Keycloak's log was read lately: else whoever signed in since is not known to have. */
export async function signInsAreKnown(trx: Trx, now: Date): Promise<boolean> {
  const { rows } = await sql`select from feed where read_at >= ${addDays(now, -knownDays)}`.execute(trx);
  return rows.length > 0;
}

/** Holds some of these people; who is being changed is left to another time. */
export async function holdSome(trx: Trx, which: RawBuilder<unknown>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from member where ${which} limit ${limit} for no key update skip locked`.execute(trx);
  return rows.map(({ id }) => id);
}

export async function markTold(trx: Trx, ids: readonly string[], now: Date): Promise<void> {
  await sql`update member set unused_told_at = ${now} where id = any(${ids}::uuid[])`.execute(trx);
}

const told = sql<boolean>`unused_told_at is not null and state in ('created', 'invited')`;

/** How many are told already. */
export async function countTold(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('member')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(told)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Who is told already, and when their account goes at the earliest; the first to go first. */
export async function toldPeople(
  db: Db,
  most: number,
): Promise<{ id: string; name: string; goesAt: Date }[]> {
  const rows = await db
    .selectFrom('member')
    .select(['id', 'first_name', 'last_name', 'unused_told_at'])
    .where(told)
    .orderBy('unused_told_at')
    .limit(most)
    .execute();
  return rows.flatMap(({ id, first_name: first, last_name: last, unused_told_at: at }) =>
    at ? [{ id, name: `${first} ${last}`, goesAt: addDays(at, noticeDays) }] : [],
  );
}
