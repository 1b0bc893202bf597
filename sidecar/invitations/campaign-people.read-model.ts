import { type RawBuilder, sql } from 'kysely';
import type { HeldGrant } from '../areas/policy.rules.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { MessageState } from '../mail/message.table.ts';
import type { MemberState } from '../members/member.table.ts';
import { grantsOf } from '../members/member.store.ts';
import type { Db } from '../platform/db.ts';
import type { PersonFilter } from './campaign.schema.ts';
import { stepsOfPerson } from './campaign.read-model.ts';
import type { CampaignReader } from './campaign.store.ts';
import type { InvitationState } from './invitation.table.ts';

/** Somebody of a campaign and how their mail fared; who they are, and the words of mail servers, which name addresses, are null where the reader does not see the person (any more). */
export type CampaignPerson = {
  messageId: string;
  memberId: string | null;
  name: string | null;
  email: string | null;
  messageState: MessageState;
  response: string | null;
  sentAt: Date | null;
  /** `unsent`: taken back before its mail left. */
  invitationState: InvitationState | 'unsent';
  opened: boolean;
  accepted: boolean;
  reminders: number;
  reminderState: MessageState | null;
  reminderResponse: string | null;
  /** How the mail of a later invitation fared, where there is one. */
  againState: MessageState | null;
  againResponse: string | null;
  againEmail: string | null;
  /** What a form that invites again sends back. */
  newestId: string;
  version: number;
  memberState: MemberState;
  grants: readonly HeldGrant[];
};
type Asked = {
  q: string;
  show?: PersonFilter | undefined;
  /** Of these mails only. */
  among?: readonly string[];
};
/** Failures first, because they need somebody. */
const order = sql`m.state not in ('failed', 'bounced'), lower(p.last_name), lower(p.first_name), m.id`;

const shown: Readonly<Partial<Record<PersonFilter, RawBuilder<unknown>>>> = {
  opened: sql`step.opened`,
  accepted: sql`step.accepted`,
  notAccepted: sql`(step.mailed or step.opened) and not step.accepted`,
};

/** The people of a campaign whom a filter means, for `from`; a search finds those only whom the reader sees. */
function meant(reader: CampaignReader, id: string, { q, show, among }: Asked) {
  const sees = sql`(p.state <> 'deleted' and (${reader.seesAll} or exists (
    select 1 from "grant" g where g.member_id = p.id and g.area_id = any(${sql.val(reader.areaIds)}::uuid[])
      and ${isLive('g')})))`;
  const words = q.split(/\s+/).filter(Boolean);
  const found = words.map(
    (word) =>
      sql`and ${sees} and strpos(einlass_fold(p.first_name || ' ' || p.last_name || ' ' || m.to_address || ' ' || coalesce(p.email, '')), einlass_fold(${word})) > 0`,
  );
  const step = show && shown[show];
  const filter = step ? sql`and ${step}` : show ? sql`and m.state = ${show}` : sql``;
  const ofThese = among ? sql`and m.id = any(${sql.val(among)}::uuid[])` : sql``;
  return {
    sees,
    from: sql`from message m join invitation i on i.id = m.subject_id join member p on p.id = i.member_id
      ${stepsOfPerson}
      where m.batch_id = ${id} and m.kind = 'invitation' ${filter} ${ofThese} ${sql.join(found, sql` `)}`,
  };
}

export async function countPeople(db: Db, reader: CampaignReader, id: string, asked: Asked): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${meant(reader, id, asked).from}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Some of the people of a campaign. */
export async function readPeople(
  db: Db,
  reader: CampaignReader,
  id: string,
  { limit, offset, ...asked }: Asked & { limit: number; offset: number },
): Promise<CampaignPerson[]> {
  const { sees, from } = meant(reader, id, asked);
  const { rows } = await sql<Omit<CampaignPerson, 'grants'>>`
    select one.*, case when seen then "personId" end as "memberId",
      reminder.state as "reminderState", case when seen then reminder.response end as "reminderResponse", coalesce(later.id, "ownId") as "newestId",
      again.state as "againState", case when seen then again.response end as "againResponse", case when seen then again.to_address end as "againEmail",
      coalesce(later.state, "ownState") as "invitationState", coalesce(later.reminders, 0) + "ownReminders" as reminders
    from (
      select m.id as "messageId", ${sees} as seen, p.id as "personId", m.state as "messageState", m.sent_at as "sentAt",
        case when ${sees} then m.response end as response,
        case when ${sees} then p.first_name || ' ' || p.last_name end as name, case when ${sees} then m.to_address end as email,
        i.id as "ownId", case when i.unsent then 'unsent' else i.state end as "ownState", i.reminders as "ownReminders", i.generation as "ownGeneration", step.opened, step.accepted,
        p.sync_version as version, p.state as "memberState"
      ${from}
      order by ${order} limit ${limit} offset ${offset}
    ) one
    left join lateral (select * from invitation n where n.member_id = "personId" and n.generation > "ownGeneration" and not n.unsent
      order by n.generation desc limit 1) later on true
    left join lateral (select * from message a where a.subject_id = later.id and a.kind = 'invitation'
      order by a.created_at desc limit 1) again on true
    left join lateral (select * from message r where r.subject_id = coalesce(later.id, "ownId") and r.kind = 'reminder'
      order by r.created_at desc limit 1) reminder on true
  `.execute(db);
  const grants = await grantsOf(
    db,
    rows.flatMap(({ memberId }) => memberId ?? []),
  );
  return rows.map((row) => ({ ...row, grants: (row.memberId && grants.get(row.memberId)) || [] }));
}

/**
 * All people of a campaign whom a filter means now, so many at a time, each part read on its own. Mails that go on meanwhile shift
 * nobody: each person comes exactly once.
 */
export async function* everybody(
  db: Db,
  reader: CampaignReader,
  id: string,
  asked: Asked,
  size: number,
): AsyncIterable<CampaignPerson[]> {
  const { rows } = await sql<{
    id: string;
  }>`select m.id ${meant(reader, id, asked).from} order by ${order}`.execute(db);
  for (let start = 0; start < rows.length; start += size) {
    const among = rows.slice(start, start + size).map((row) => row.id);
    yield await readPeople(db, reader, id, { q: '', among, limit: size, offset: 0 });
  }
}
