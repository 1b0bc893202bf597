import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { CampaignPlan, ReminderPlan } from './campaign.rules.ts';
import type { CampaignState } from './invitation.table.ts';
import './invitation.table.ts';
import { isUuid } from '../platform/uuid.rules.ts';

/** What the pages and acts need of a campaign's own row. */
export type Campaign = {
  id: string;
  state: CampaignState;
  createdBy: string | null;
  createdAt: Date;
  startsAt: Date;
  perMinute: number | null;
  validDays: number | null;
  reminder: ReminderPlan | null;
  endedAt: Date | null;
};
/** One's own campaigns, or all for who manages the network; people are shown of `areaIds` only. */
export type CampaignReader = { memberId: string; seesAll: boolean; areaIds: readonly string[] };

function reminderOf(row: { reminder_after_days: number | null; reminder_limit: number | null }) {
  const { reminder_after_days: afterDays, reminder_limit: limit } = row;
  return afterDays !== null && limit !== null ? { afterDays, limit } : null;
}

/** The campaign; undefined for an unknown one and for one of somebody else alike. */
export async function findCampaign(
  db: Db,
  reader: CampaignReader,
  id: string | undefined,
): Promise<Campaign | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await db
    .selectFrom('campaign')
    .selectAll()
    .where('id', '=', id)
    .$if(!reader.seesAll, (query) => query.where('created_by', '=', reader.memberId))
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    id: row.id,
    state: row.state,
    createdBy: row.created_by,
    createdAt: row.created_at,
    startsAt: row.starts_at,
    perMinute: row.per_minute,
    validDays: row.valid_days,
    reminder: reminderOf(row),
    endedAt: row.ended_at,
  };
}

/** A new campaign under the id that its form brought; false where that form was sent before. */
export async function insertCampaign(
  trx: Trx,
  { id, createdBy, plan, now }: { id: string; createdBy: string; plan: CampaignPlan; now: Date },
): Promise<boolean> {
  const row = await trx
    .insertInto('campaign')
    .values({
      id,
      created_by: createdBy,
      state: plan.startsAt ? 'planned' : 'running',
      starts_at: plan.startsAt ?? now,
      per_minute: plan.perMinute,
      valid_days: plan.validDays,
      reminder_after_days: plan.reminder?.afterDays ?? null,
      reminder_limit: plan.reminder?.limit ?? null,
      ended_at: null,
      ended_by: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

const change = (trx: Trx, id: string, from: readonly CampaignState[]) =>
  trx
    .updateTable('campaign')
    .where('id', '=', id)
    .where('state', 'in', [...from]);

/** Of any number of changes at once each is decided by the state that the one before left; false where it is too late. */
export async function pause(trx: Trx, id: string): Promise<boolean> {
  const done = await change(trx, id, ['planned', 'running']).set({ state: 'paused' }).executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Goes on, or waits for its start again where that lies ahead. Answers the start; undefined where it is too late. */
export async function resume(trx: Trx, id: string, now: Date): Promise<Date | undefined> {
  const row = await change(trx, id, ['paused'])
    .set({ state: sql<CampaignState>`case when starts_at > ${now} then 'planned' else 'running' end` })
    .returning('starts_at')
    .executeTakeFirst();
  return row?.starts_at;
}

export async function end(trx: Trx, id: string, now: Date, by: string): Promise<boolean> {
  const done = await change(trx, id, ['planned', 'running', 'paused'])
    .set({ state: 'cancelled', ended_at: now, ended_by: by })
    .executeTakeFirst();
  return done.numUpdatedRows === 1n;
}

/** Holds the campaign's row until the transaction ends; undefined where it was cancelled. */
export async function holdSettings(trx: Trx, id: string) {
  const row = await trx
    .selectFrom('campaign')
    .select(['starts_at as startsAt', 'per_minute as perMinute', 'reminder_after_days', 'reminder_limit'])
    .where('id', '=', id)
    .where('state', '<>', 'cancelled')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { startsAt, perMinute } = row;
  return { startsAt, perMinute, reminder: reminderOf(row) };
}

export async function setSettings(
  trx: Trx,
  id: string,
  { perMinute, reminder }: { perMinute: number | null; reminder: ReminderPlan | null },
): Promise<void> {
  await trx
    .updateTable('campaign')
    .set({
      per_minute: perMinute,
      reminder_after_days: reminder?.afterDays ?? null,
      reminder_limit: reminder?.limit ?? null,
    })
    .where('id', '=', id)
    .execute();
}

/** What time does: planned campaigns begin, and those whose last invitation has left are done. */
export async function advanceCampaigns(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('campaign')
    .set({ state: 'running' })
    .where('state', '=', 'planned')
    .where('starts_at', '<=', now)
    .execute();
  await db
    .updateTable('campaign')
    .set({ state: 'done', ended_at: now })
    .where('state', '=', 'running')
    .where(
      sql<boolean>`not exists (select 1 from message m where m.batch_id = campaign.id and m.kind = 'invitation'
        and m.state in ('queued', 'sending'))`,
    )
    .execute();
}
