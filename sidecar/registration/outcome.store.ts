import { sql } from 'kysely';
import type { RequestForm } from '../access-requests/request.table.ts';
import type { Trx } from '../platform/db.ts';
import type { Refusal, Way } from './registration.table.ts';

/** That it ended in a request is still known, its words only by the request itself. */
const wordless = sql<RequestForm | null>`request || '{"message": "", "answers": []}'`;

/** Nobody looks at it any more, and nothing of what was typed is kept. */
const over = (now: Date) => ({
  due_at: null,
  lease_until: null,
  decided_at: now,
  values: null,
  email: null,
  request: wordless,
});

export type Admitted = { id: string; memberId: string; recordId: string | null; released: boolean };

/** Let in: the accounts are on their way. */
export async function setAdmitting(trx: Trx, admitted: readonly Admitted[], now: Date): Promise<void> {
  const each = sql<Admitted>`jsonb_to_recordset(${JSON.stringify(admitted)}::jsonb)`;
  await trx
    .updateTable('registration as r')
    .from(each.as<'a'>(sql`a (id uuid, "memberId" uuid, "recordId" uuid, released boolean)`))
    .set(({ ref }) => ({
      ...over(now),
      state: 'admitting',
      member_id: ref('a.memberId'),
      record_id: ref('a.recordId'),
      released_at: sql`case when a.released then coalesce(r.released_at, ${now}) else r.released_at end`,
    }))
    .whereRef('r.id', '=', 'a.id')
    .execute();
}

/** `keeps`: what was typed stays as long as the page does, because it may become a request (mismatch.service.ts). */
export async function setRefused(
  trx: Trx,
  ids: readonly string[],
  outcome: Refusal,
  now: Date,
  keeps = false,
): Promise<void> {
  const { due_at, lease_until, decided_at, ...forgotten } = over(now);
  await trx
    .updateTable('registration')
    .set({ due_at, lease_until, decided_at, ...(keeps ? {} : forgotten), state: 'refused', outcome })
    .where('id', 'in', [...ids])
    .execute();
}

/** Their request is filed; the account is there already and stays as it is. */
export async function setFiled(trx: Trx, id: string, now: Date): Promise<void> {
  await trx
    .updateTable('registration')
    .set({ ...over(now), state: 'done' })
    .where('id', '=', id)
    .execute();
}

/** What was typed stays, because it is decided again. */
export async function setHeld(
  trx: Trx,
  id: string,
  { recordId, until, areaIds }: { recordId: string | null; until: Date | null; areaIds: readonly string[] },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('registration')
    .set({
      state: 'held',
      record_id: recordId,
      held_area_ids: [...areaIds],
      due_at: until,
      lease_until: null,
      decided_at: now,
    })
    .where('id', '=', id)
    .execute();
}

/** An account is there already; what was typed stays for its owner, who goes on from a mail. */
export async function setKnown(trx: Trx, id: string, memberId: string, now: Date): Promise<void> {
  const { values: _values, ...rest } = over(now);
  await trx
    .updateTable('registration')
    .set({ ...rest, state: 'refused', outcome: 'failed', known_member_id: memberId })
    .where('id', '=', id)
    .execute();
}

/** `gone`: there is no account and never will be; `told`: the page is gone, so that they hear of it by mail, by an invitation where the account is new. */
export type Awaited = {
  id: string;
  way: Way;
  memberId: string;
  gone: boolean;
  told: 'invitation' | 'mail' | null;
};

/** Registrations whose people's accounts are as their rows say, or are gone; their rows are held until the transaction ends. */
export async function awaitedBy(trx: Trx, memberIds: readonly string[]): Promise<Awaited[]> {
  const { rows } = await sql<Awaited>`
    select r.id, r.way, r.member_id as "memberId", m.state = 'deleted' as gone,
      case when r.released_at is null then null when r.account_member_id is null then 'invitation' else 'mail' end as told
    from registration r join member m on m.id = r.member_id
    where r.state = 'admitting' and r.member_id = any(${memberIds}::uuid[])
      and (m.state = 'deleted' or m.sync_state = 'done')
    order by r.id for update of r`.execute(trx);
  return rows;
}

/** The page goes on; whoever has left it comes in by their invitation. */
export async function setReady(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('registration')
    .set({ state: sql`case when released_at is null then 'ready' else 'done' end` })
    .where('id', 'in', [...ids])
    .where('state', '=', 'admitting')
    .execute();
}

/** Registrations by which this person came, whose account Keycloak refuses for good; people who were there before are not among them. */
export async function refusedAtKeycloak(trx: Trx, memberId: string): Promise<Awaited[]> {
  const { rows } = await sql<Awaited>`
    select r.id, r.way, r.member_id as "memberId", true as gone, null as told
    from registration r join member m on m.id = r.member_id
    where r.state = 'admitting' and r.member_id = ${memberId} and r.account_member_id is null
      and m.state in ('registered', 'waiting') and m.sync_state = 'failed' and m.keycloak_user_id is null
    for update of r`.execute(trx);
  return rows;
}
