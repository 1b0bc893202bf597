import { sql } from 'kysely';
import { readFigures } from '../../sidecar/invitations/campaign.read-model.ts';
import type { CampaignPlan } from '../../sidecar/invitations/campaign.rules.ts';
import { inviteAllNew } from '../../sidecar/invitations/invite-all.service.ts';
import { claimDue } from '../../sidecar/mail/claim.store.ts';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { type Ending, settle } from '../../sidecar/mail/settle.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { admin, type house, person } from './life.ts';

export type House = ReturnType<typeof house>;
export const plan = (more: Partial<CampaignPlan> = {}): CampaignPlan => ({
  perMinute: null,
  validDays: null,
  reminder: null,
  ...more,
});

/** So many new people of Werk Nord, and a campaign that invites them. */
export async function campaignOf(db: Db, own: House, count: number, more: Partial<CampaignPlan> = {}) {
  const people: string[] = [];
  for (let made = 0; made < count; made += 1) people.push((await person(db)).memberId);
  const id = await inviteAllNew(own.invite, admin, plan(more));
  if (!id) throw new Error('no campaign');
  return { id, people };
}

/** What a worker holds after its claim; `limit` of what is due. */
export const claimMails = (db: Db, own: House, limit: number): Promise<ClaimedMessage[]> =>
  claimDue(db, { now: own.clock(), leaseSeconds: 120, urgent: false, without: [], limit, row: null });

export async function endMails(
  db: Db,
  own: House,
  held: readonly ClaimedMessage[],
  ending: Ending,
): Promise<void> {
  await settle(
    db,
    held.map((one) => ({ held: one, ending })),
    own.clock(),
  );
}

/** Everything that is due leaves and arrives. */
export async function sendDue(db: Db, own: House): Promise<number> {
  const held = await claimMails(db, own, 1000);
  await endMails(db, own, held, { state: 'sent', response: '250 OK' });
  return held.length;
}

/** The figures of a campaign; throws where they do not add up. */
export async function figures(db: Db, id: string) {
  const all = await readFigures(db, id);
  for (const { total, ...states } of [all.counts, all.reminders]) {
    const sum = Object.values(states).reduce((one, other) => one + other, 0);
    if (sum !== total) throw new Error(`${total} are not ${sum}`);
  }
  return all;
}

export async function campaignState(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ state: string }>`select state from campaign where id = ${id}`.execute(db);
  return rows[0]?.state ?? 'none';
}

export async function memberState(db: Db, id: string | undefined): Promise<string> {
  const { rows } = await sql<{ state: string }>`select state from member where id = ${id ?? null}`.execute(
    db,
  );
  return rows[0]?.state ?? 'none';
}

/** Takes back what still waits, whoever caused it. */
export async function forgetWaiting(db: Db): Promise<void> {
  await sql`update message set state = 'cancelled' where state in ('queued', 'sending')`.execute(db);
}
