import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { closeDue } from '../../sidecar/invitations/closing.service.ts';
import { releaseStale } from '../../sidecar/invitations/closing.store.ts';
import { endObsolete, expireDue } from '../../sidecar/invitations/expiry.service.ts';
import type { InviteDeps } from '../../sidecar/invitations/issue.service.ts';
import type { RedemptionDeps } from '../../sidecar/invitations/redemption.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { insertMember, networkManager, north } from '../members/import-fixtures.ts';
import { ring } from './invited.ts';

export const silent = pino({ level: 'silent' });
export const admin = networkManager;

/** What Keycloak would hold: which accounts are open. Calls take a while, in whatever order, and may fail before or after they acted. */
export function accounts(random: () => number = Math.random, failing = 0) {
  const open = new Set<string>();
  let calls = 0;
  const act = async (change: () => void): Promise<void> => {
    calls += 1;
    await sleep(random() * 4);
    const fate = random();
    if (fate < failing / 2) throw new AppError('keycloak_unavailable');
    change();
    if (fate < failing) throw new AppError('keycloak_unavailable');
    await sleep(random() * 2);
  };
  return {
    open,
    calls: () => calls,
    directory: {
      enableVerified: (id: string) => act(() => void open.add(id)),
      setEnabled: (id: string, enabled: boolean) =>
        act(() => void (enabled ? open.add(id) : open.delete(id))),
      addFederatedLink: async () => {},
    },
  };
}

/** A house of its own clock: everything that goes on with invitations, without browsers and mail servers. */
export function house(
  db: Db,
  directory: RedemptionDeps['directory'],
  start = new Date('2026-03-01T12:00:00Z'),
) {
  let now = start;
  const clock = () => now;
  const origin = 'https://einlass.muster.example';
  const invite: InviteDeps & { nudgePasswordMail(): Promise<void> } = {
    db,
    ring,
    clock,
    origin,
    validDays: 30,
    nudgeMail: async () => {},
    nudgePasswordMail: async () => {},
  };
  const redemption: RedemptionDeps = { db, directory, ring, clock, origin, leaseSeconds: 120 };
  return {
    invite,
    redemption,
    clock,
    pass(seconds: number) {
      now = addSeconds(now, seconds);
    },
    /** What the worker does by itself. */
    async sweep() {
      await releaseStale(db, now);
      await expireDue({ db, clock });
      await endObsolete({ db, clock });
      await closeDue({ db, directory, clock, log: silent });
    },
  };
}

/** A newly created person of Werk Nord with an account. */
export async function person(db: Db): Promise<{ memberId: string; userId: string }> {
  const [memberId, userId] = [randomUUID(), randomUUID()];
  const username = `e.${memberId}`;
  await insertMember(
    db,
    { id: memberId, firstName: 'Erika', lastName: 'Muster', username, email: `${memberId}@example.com` },
    [{ areaId: north.id, role: 'member' }],
  );
  await db.updateTable('member').set({ keycloak_user_id: userId }).where('id', '=', memberId).execute();
  return { memberId, userId };
}

export type Row = { id: string; state: string; generation: number };
export async function invitationsOf(db: Db, memberId: string): Promise<Row[]> {
  return db
    .selectFrom('invitation')
    .select(['id', 'state', 'generation'])
    .where('member_id', '=', memberId)
    .orderBy('generation')
    .execute();
}

/** Mails of this person that have left or still will. */
export async function liveMails(db: Db, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('message')
    .select('subject_id')
    .where('member_id', '=', memberId)
    .where('state', '<>', 'cancelled')
    .where('cancelled_at', 'is', null)
    .execute();
  return rows.map((row) => String(row.subject_id));
}

/**
 * What has to be true of every person once all is quiet: at most one open link, states and audit rows that agree, an account that
 * is open exactly where something was redeemed. Answers what is wrong, a line each.
 */
export async function complaints(db: Db, open: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    user: string;
    state: string;
    open: number;
    accepted: number;
    acceptances: number;
    endings: number;
    ended: number;
    made: number;
    total: number;
    mails: number;
    due: number;
  }>`
    select m.id, m.keycloak_user_id as "user", m.state,
      count(i.id) filter (where i.state in ('open', 'redeeming'))::int as open,
      count(i.id) filter (where i.state = 'accepted')::int as accepted,
      count(i.id) filter (where i.state in ('revoked', 'expired'))::int as ended,
      count(i.id)::int as total,
      count(i.id) filter (where i.close_due_at is not null or i.close_lease_until is not null)::int as due,
      (select count(*)::int from audit a where a.member_id = m.id and a.act = 'invitation.accepted') as acceptances,
      (select count(*)::int from audit a where a.member_id = m.id and a.act in ('invitation.revoked', 'invitation.expired')) as endings,
      (select count(*)::int from audit a where a.member_id = m.id and a.act = 'invitation.created') as made,
      (select count(*)::int from message g join invitation j on j.id = g.subject_id where g.member_id = m.id
        and j.state in ('revoked', 'expired') and g.state = 'queued') as mails
    from member m left join invitation i on i.member_id = m.id group by m.id`.execute(db);
  return rows.flatMap((row) => {
    const wrong: [boolean, string][] = [
      [row.open > 1, 'more than one open link'],
      [row.accepted !== row.acceptances, 'acceptances without audit row or the other way round'],
      [row.ended !== row.endings, 'ended without audit row or the other way round'],
      [row.total !== row.made, 'made without audit row or the other way round'],
      [row.mails > 0, 'a mail is waiting for a dead link'],
      [row.due > 0, 'an account is still to be closed'],
      [row.accepted === 0 && open.has(row.user), 'account open although nothing was redeemed'],
      [
        row.accepted > 0 && row.state !== 'suspended' && !open.has(row.user),
        'account closed although it was redeemed',
      ],
      [row.state === 'created' && row.open + row.accepted > 0, 'neu angelegt, but with a link'],
      [row.state === 'invited' && row.open + row.accepted === 0, 'eingeladen without a link'],
    ];
    return wrong.filter(([is]) => is).map(([, text]) => `${row.id}: ${text} (${JSON.stringify(row)})`);
  });
}
