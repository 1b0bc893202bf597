import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expireRequests } from '../../sidecar/access-requests/expire.service.ts';
import { holdMember } from '../../sidecar/members/person.store.ts';
import { applicant } from '../support/applicants.ts';
import { areaOf } from '../support/area-of.ts';
import { atOnce } from '../support/at-once.ts';
import type { Installation } from '../support/installation.ts';
import type { SinkProcess } from '../support/kept-mails.ts';
import { until } from '../support/processes.ts';
import { cookieOf, sessionCookie } from '../support/sessions.ts';

/** What meets an approval: another one by another manager, or one of the other ends. */
export const opponents = ['approve', 'reject', 'withdraw', 'expire'] as const;
export type Opponent = (typeof opponents)[number];
type Asking = { memberId: string; requestId: string; email: string; userId: string };
export type Site = {
  house: Installation;
  /** Where each of the two web processes listens. */
  webs: readonly [string, string];
  random(): number;
};

const jitterMs = 20;

/** People with accounts, each asking for Werk Nord; `seconds`: how long their accounts may take. */
export async function askers(house: Installation, count: number, seconds = 60 + count): Promise<Asking[]> {
  const asking = await atOnce(count, () => applicant(house));
  const ids = asking.map(({ memberId }) => memberId);
  const accounts = await until(
    'everybody has an account',
    async () => {
      const { rows } = await sql<{ id: string; userId: string }>`
        select id, keycloak_user_id as "userId" from member
        where id = any(${ids}::uuid[]) and keycloak_user_id is not null and sync_state = 'done'`.execute(
        house.database.db,
      );
      return rows.length === count && new Map(rows.map((row) => [row.id, row.userId]));
    },
    seconds,
  );
  return asking.map((one) => ({ ...one, userId: accounts.get(one.memberId) ?? '' }));
}

async function post(
  web: string,
  path: string,
  cookie: string,
  form: Record<string, string>,
): Promise<number> {
  const answer = await fetch(`${web}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', cookie, 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(form),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Everybody's approval and its opponent, at the same moment, over two web processes; answers how many answers had which status. */
export async function race(
  { house, webs, random }: Site,
  asking: readonly Asking[],
  against: Opponent,
): Promise<Record<string, number>> {
  const { db } = house.database;
  const [nora, boss] = [await cookieOf(house, 'nora.nord'), await cookieOf(house, 'netz.manager')];
  const own = new Map<string, string>();
  if (against === 'withdraw')
    for (const { userId } of asking) own.set(userId, await sessionCookie(house, userId, '/me'));
  const given = { [`role.${await areaOf(db, 'werk-nord')}`]: 'member' };
  const approve = (web: string, cookie: string, { requestId }: Asking) =>
    post(web, `/admin/requests/${requestId}/approve`, cookie, given);
  const acts: Readonly<Record<Opponent, (web: string, one: Asking) => Promise<unknown>>> = {
    approve: (web, one) => approve(web, boss, one),
    reject: (web, { requestId }) =>
      post(web, '/admin/requests/selected', boss, { act: 'reject', id: requestId, words: 'Nein' }),
    withdraw: (web, { requestId, userId }) =>
      post(web, `/me/requests/${requestId}/withdraw`, own.get(userId) ?? '', {}),
    async expire(_, { memberId, requestId }) {
      // It takes no way over a web process, so that it would always be first.
      await sleep(random() * 10 * jitterMs);
      await db.transaction().execute(async (trx) => {
        await holdMember(trx, memberId);
        await trx
          .updateTable('access_request')
          .set({ expires_at: new Date() })
          .where('id', '=', requestId)
          .where('state', '=', 'pending')
          .execute();
      });
      await expireRequests(db, new Date());
    },
  };
  const statuses: Record<string, number> = {};
  await atOnce(asking.length, async (nth) => {
    const one = asking[nth] as Asking;
    const [first, second] = random() < 0.5 ? webs : [webs[1], webs[0]];
    const late = async <T>(work: () => Promise<T>): Promise<T> => {
      await sleep(random() * jitterMs);
      return work();
    };
    const answers = await Promise.all([
      late(() => approve(first, nora, one)),
      late(() => acts[against](second, one)),
    ]);
    const [approval, other] = answers;
    const key = against === 'approve' ? [approval, other].sort().join(' and ') : `approval ${approval}`;
    statuses[key] = (statuses[key] ?? 0) + 1;
  });
  return statuses;
}

type Ends = { ends: Record<string, number>; wrong: number };

/** How these requests ended, and how many of them without exactly what belongs to their end: grants, rows of mails and of the log. */
export async function endsOf(house: Installation, asking: readonly Asking[]): Promise<Ends> {
  const ids = asking.map(({ requestId }) => requestId);
  const { rows } = await sql<{ state: string; right: boolean }>`
    select r.state, (select count(*) from "grant" g where g.member_id = r.member_id)
        = case when r.state = 'approved' then 1 else 0 end
      and (select count(*) from message m where m.subject_id = r.id and m.kind in ('requestApproved', 'requestRejected'))
        = case when r.state in ('approved', 'rejected') then 1 else 0 end
      and (select array_agg(a.act) from audit a where a.subject_id = r.id and a.act <> 'request.created')
        = array['request.' || r.state] as right
    from access_request r where r.id = any(${ids}::uuid[])`.execute(house.database.db);
  const ends: Record<string, number> = {};
  for (const { state } of rows) ends[state] = (ends[state] ?? 0) + 1;
  return { ends, wrong: asking.length - rows.filter(({ right }) => right).length };
}

/** Mails that lie in these people's boxes: that the request came, and what became of it. Waits until all have left. */
export async function mailsOf(
  { house, sink }: { house: Installation; sink: SinkProcess },
  asking: readonly Asking[],
): Promise<number> {
  const ids = asking.map(({ memberId }) => memberId);
  await until(
    'all mails have left',
    async () => {
      const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from message
        where member_id = any(${ids}::uuid[]) and state in ('queued', 'sending')`.execute(house.database.db);
      return rows[0]?.waiting === 0;
    },
    120,
  );
  const addresses = new Set(asking.map(({ email }) => email));
  return sink.kept().filter(({ to }) => addresses.has(to)).length;
}

/** Mails that were sent by the rows of the outbox. */
export async function sentTo(house: Installation, asking: readonly Asking[]): Promise<number> {
  const ids = asking.map(({ memberId }) => memberId);
  const { rows } = await sql<{ sent: number }>`select count(*)::int as sent from message
    where member_id = any(${ids}::uuid[]) and state = 'sent'`.execute(house.database.db);
  return rows[0]?.sent ?? 0;
}
