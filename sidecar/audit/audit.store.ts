import type { Db } from '../platform/db.ts';
import type { AuditActor, AuditEvent } from './event.ts';
import './audit.table.ts';

type Entry = AuditEvent &
  Partial<Record<'areaId' | 'memberId' | 'importId' | 'bulkActId' | 'campaignId' | 'invitationId', string>>;

function rowOf(actor: AuditActor, event: AuditEvent) {
  const { act, areaId, memberId, importId, bulkActId, campaignId, invitationId, ...details } = event as Entry;
  return {
    act,
    actor_kind: actor.kind,
    actor_id: 'memberId' in actor ? actor.memberId : null,
    area_id: areaId ?? null,
    member_id: memberId ?? null,
    subject_id: invitationId ?? campaignId ?? bulkActId ?? importId ?? null,
    details: JSON.stringify({ ...details, ...(importId && memberId ? { importId } : {}) }),
  };
}

/** Appends events in the caller's transaction, so that a change and its row stand or fall together. */
export async function record(trx: Db, actor: AuditActor, events: readonly AuditEvent[]): Promise<void> {
  const rows = events.map((event) => rowOf(actor, event));
  for (let start = 0; start < rows.length; start += 1000) {
    await trx
      .insertInto('audit')
      .values(rows.slice(start, start + 1000))
      .execute();
  }
}
