import type { AuditEvent } from './event.ts';

export type Act = AuditEvent['act'];

/** Every act by name; an event that is missing here does not compile, and one without words fails its test. */
const listed: Record<Act, true> = {
  'area.added': true,
  'area.renamed': true,
  'network.changed': true,
  'fields.changed': true,
  'mailText.changed': true,
  'mailText.reset': true,
  'member.created': true,
  'member.changed': true,
  'member.provisioned': true,
  'member.activated': true,
  'member.suspended': true,
  'member.reactivated': true,
  'member.deleted': true,
  'member.retried': true,
  'member.repaired': true,
  'member.restored': true,
  'member.adopted': true,
  'deviation.adopted': true,
  'deviation.reverted': true,
  'grant.added': true,
  'grant.changed': true,
  'grant.removed': true,
  'import.staged': true,
  'import.started': true,
  'import.paused': true,
  'import.resumed': true,
  'import.stopped': true,
  'import.finished': true,
  'import.undoing': true,
  'import.undone': true,
  'bulk.started': true,
  'bulk.stopped': true,
  'campaign.started': true,
  'campaign.paused': true,
  'campaign.resumed': true,
  'campaign.cancelled': true,
  'campaign.changed': true,
  'message.retried': true,
  'message.cancelled': true,
  'letter.issued': true,
  'letter.renewed': true,
  'letter.printed': true,
  'letter.shown': true,
  'letter.handedOut': true,
  'letter.redeemed': true,
  'letter.expired': true,
  'letter.withdrawn': true,
  'invitation.created': true,
  'invitation.revoked': true,
  'invitation.expired': true,
  'invitation.reminded': true,
  'invitation.requested': true,
  'invitation.passwordMailed': true,
  'invitation.accepted': true,
};

export const acts = Object.keys(listed) as Act[];

export function isAct(value: unknown): value is Act {
  return typeof value === 'string' && Object.hasOwn(listed, value);
}
