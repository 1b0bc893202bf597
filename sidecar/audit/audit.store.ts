import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { AuditActor, AuditEvent } from './event.ts';
import './audit.table.ts';

/** What an event is about besides its area and person; the first of them that it names is what its row is found by. */
const subjects = [
  'requestId',
  'recordId',
  'registrationId',
  'letterId',
  'accessLinkId',
  'accessLinkBatchId',
  'invitationId',
  'campaignId',
  'bulkActId',
  'importId',
] as const;
type Subject = (typeof subjects)[number];
type Entry = AuditEvent & Partial<Record<'areaId' | 'memberId' | Subject, string>>;

function rowOf(actor: AuditActor, event: AuditEvent) {
  const { act, areaId, memberId, ...more } = event as Entry;
  const { importId, recordId } = more;
  const details = Object.entries(more).filter(([name]) => !subjects.some((subject) => subject === name));
  return {
    act,
    actor_kind: actor.kind,
    actor_id: 'memberId' in actor ? actor.memberId : null,
    area_id: areaId ?? null,
    member_id: memberId ?? null,
    subject_id: subjects.map((subject) => more[subject]).find((id) => id !== undefined) ?? null,
    details: {
      ...Object.fromEntries(details),
      ...(importId && (memberId || recordId) ? { importId } : {}),
    },
  };
}

/** Appends events in the caller's transaction, so that a change and its row stand or fall together. */
export async function record(trx: Db, actor: AuditActor, events: readonly AuditEvent[]): Promise<void> {
  const rows = events.map((event) => rowOf(actor, event));
  for (let start = 0; start < rows.length; start += 1000) {
    // as one value, because a batch of an import brings thousands of rows
    const batch = JSON.stringify(rows.slice(start, start + 1000));
    await sql`
      insert into audit (act, actor_kind, actor_id, area_id, member_id, subject_id, details)
      select act, actor_kind, actor_id, area_id, member_id, subject_id, details
      from jsonb_to_recordset(${batch}::jsonb) as row(act text, actor_kind text, actor_id uuid, area_id uuid,
        member_id uuid, subject_id uuid, details jsonb)`.execute(trx);
  }
}
