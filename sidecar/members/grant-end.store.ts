import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import './member.table.ts';

/**
 * The rows of those among these people (a query for ids) whom nobody else changes right now, held until the transaction ends. People
 * before their grants, as everybody takes them, so that two never wait for each other; who is held elsewhere has a turn the next time.
 */
export async function holdIdle(trx: Trx, people: RawBuilder<unknown>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from member where id in (${people}) order by id limit ${limit} for no key update skip locked`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

const newEnd = sql<boolean>`"grant".ends_at is distinct from excluded.ends_at`;

/** Of a grant that is written over: another end begins a term of its own, which is told of again. */
export const termOfNewEnd = {
  term_from: sql<Date | null>`case when ${newEnd} then now() else "grant".term_from end`,
  end_told_at: sql<Date | null>`case when ${newEnd} then null else "grant".end_told_at end`,
};

export type EndedGrant = { memberId: string; areaId: string; role: string; origin: string; endsAt: Date };

const ended = sql<boolean>`ends_at <= now()`;

/** Takes away the grants of up to `limit` people whose end has come; the database's clock decides, as for every reader. */
export async function removeEnded(trx: Trx, limit: number): Promise<EndedGrant[]> {
  const ids = await holdIdle(trx, sql`select member_id from "grant" where ${ended}`, limit);
  // A statement of its own, so that it sees a prolongation that was stored before the rows were held.
  return trx
    .deleteFrom('grant')
    .where('member_id', '=', sql<string>`any(${ids}::uuid[])`)
    .where(ended)
    .returning([
      'member_id as memberId',
      'area_id as areaId',
      'role',
      'origin',
      sql<Date>`ends_at`.as('endsAt'),
    ])
    .execute();
}

/** Whether a grant of this person has ended and was not taken away yet: what Keycloak still holds of it is no finding. */
export async function isEnding(db: Db, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('grant')
    .select('id')
    .where('member_id', '=', memberId)
    .where(ended)
    .executeTakeFirst();
  return row !== undefined;
}
