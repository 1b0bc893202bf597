import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { OwnRecord } from './export.ts';
import { toldDetails } from './export.rules.ts';

type Traces = Omit<OwnRecord, 'person' | 'areas' | 'requests' | 'registrations' | 'records'>;

const accessLinks = (memberId: string) => sql<Traces['accessLinks'][number]>`
  select a.name as area, l.role, l.state, l.salutation, l.first_name as "firstName", l.last_name as "lastName", l.email,
    l.locale, l.used_at as "usedAt"
  from access_link l join area a on a.id = l.area_id where l.member_id = ${memberId} order by l.used_at, l.id`;

const invitations = (memberId: string) => sql<Traces['invitations'][number]>`
  select state, created_at as "createdAt", expires_at as "expiresAt", opened_at as "openedAt", accepted_at as "acceptedAt",
    ended_at as "endedAt", requested_at as "requestedAt", reminders, reminded_at as "remindedAt"
  from invitation where member_id = ${memberId} and not unsent order by created_at, id`;

const letters = (memberId: string) => sql<Traces['letters'][number]>`
  select state, created_at as "createdAt", expires_at as "expiresAt", shown_at as "shownAt", printed_at as "printedAt",
    handed_out_at as "handedOutAt", redeemed_at as "redeemedAt", ended_at as "endedAt"
  from access_letter where member_id = ${memberId} order by created_at, id`;

const merges = (memberId: string) => sql<Traces['merges'][number]>`
  select state, created_at as "createdAt", expires_at as "expiresAt", ended_at as "endedAt"
  from account_merge where ${memberId} in (applicant_id, existing_id) order by created_at, id`;

const deviations = (memberId: string) => sql<Traces['deviations'][number]>`
  select d.kind, a.name as area, d.role, d.state, d.seen_at as "noticedAt", d.decided_at as "decidedAt"
  from deviation d left join area a on a.id = d.area_id where d.member_id = ${memberId} order by d.seen_at, d.id`;

const mails = (memberId: string) => sql<Traces['mails'][number]>`
  select kind, to_address as "to", locale, state, created_at as "createdAt", sent_at as "sentAt"
  from message where member_id = ${memberId} order by created_at, id`;

const log = (memberId: string) => sql<Traces['log'][number]>`
  select e.at, e.act, a.name as area, e.details,
    case when e.actor_id = ${memberId} then 'you' else e.actor_kind end as by
  from audit e left join area a on a.id = e.area_id where e.member_id = ${memberId} order by e.id`;

/** What is stored besides who somebody is and what is open to them: how they came, what was sent, what was done. */
export async function readTraces(db: Db, memberId: string): Promise<Traces> {
  const rows = async <T>(query: RawBuilder<T>): Promise<T[]> => (await query.execute(db)).rows;
  return {
    accessLinks: await rows(accessLinks(memberId)),
    invitations: await rows(invitations(memberId)),
    letters: await rows(letters(memberId)),
    merges: await rows(merges(memberId)),
    deviations: await rows(deviations(memberId)),
    mails: await rows(mails(memberId)),
    log: (await rows(log(memberId))).map(({ details, ...row }) => ({
      ...row,
      details: toldDetails(details),
    })),
  };
}
