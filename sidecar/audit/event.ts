/** Who did it: an administrator or employee by member id, an operator at the command line, or the system itself. */
export type AuditActor =
  | { kind: 'administrator'; memberId: string }
  | { kind: 'employee'; memberId: string }
  | { kind: 'operator' }
  | { kind: 'system' };

/** Ids, codes and area only, never names, addresses or free text (architecture.md 12). */
export type AuditEvent =
  | { act: 'area.added'; areaId: string }
  | { act: 'area.renamed'; areaId: string }
  | { act: 'area.changed'; areaId: string; fields: readonly string[] }
  | { act: 'network.changed'; fields: readonly string[] }
  | { act: 'retention.changed'; fields: readonly string[] }
  | { act: 'app.added'; app: string; kind: string }
  | { act: 'fields.changed'; fields: readonly string[]; areaId?: string }
  | { act: 'mailText.changed'; areaId: string; text: string; language: string }
  | { act: 'mailText.reset'; areaId: string; text: string; language: string }
  | { act: 'member.created'; memberId: string; origin: string; importId?: string }
  | { act: 'member.changed'; memberId: string; fields: readonly string[]; importId?: string }
  | { act: 'member.provisioned'; memberId: string }
  | { act: 'member.activated'; memberId: string }
  | { act: 'member.suspended'; memberId: string; origin: string }
  | { act: 'member.reactivated'; memberId: string; origin: string }
  | { act: 'member.deleted'; memberId: string; origin: string; importId?: string }
  | { act: 'member.erased'; memberId: string; origin: string }
  | { act: 'member.exported'; memberId: string; format: string }
  | { act: 'traces.erased'; traces: number }
  | { act: 'session.ended'; memberId: string; sessions: number }
  | { act: 'own.exported'; memberId: string; format: string }
  | { act: 'member.retried'; memberId: string }
  | { act: 'member.repaired'; memberId: string; fields: readonly string[] }
  | { act: 'member.restored'; memberId: string }
  | { act: 'member.adopted'; memberId: string }
  | { act: 'deviation.adopted'; memberId: string; kind: string }
  | { act: 'deviation.reverted'; memberId?: string; areaId?: string; kind: string }
  | { act: 'grant.added'; memberId: string; areaId: string; role: string; origin: string }
  | { act: 'grant.changed'; memberId: string; areaId: string; role: string; from: string; origin: string }
  | { act: 'grant.removed'; memberId: string; areaId: string; role: string; origin: string }
  | { act: 'grant.ended'; memberId: string; areaId: string; role: string; origin: string; endsAt: string }
  | { act: 'grant.prolonged'; memberId: string; areaId: string; role: string }
  | { act: 'grant.limited'; memberId: string; areaId: string; role: string }
  | { act: 'request.created'; memberId: string; requestId: string; areaId: string; origin: string }
  | { act: 'request.approved'; memberId: string; requestId: string; areaId: string; recordId?: string }
  | { act: 'request.rejected'; memberId: string; requestId: string; areaId: string }
  | { act: 'request.withdrawn'; memberId: string; requestId: string; areaId: string }
  | { act: 'request.expired'; memberId: string; requestId: string; areaId: string }
  | { act: 'request.merged'; memberId: string; requestId: string; areaId: string }
  | { act: 'merge.asked'; memberId: string; requestId: string; areaId: string }
  | { act: 'merge.declined'; memberId: string; requestId: string; areaId: string }
  | { act: 'import.staged'; importId: string; rows: number }
  | { act: 'import.started'; importId: string }
  | { act: 'import.paused'; importId: string }
  | { act: 'import.resumed'; importId: string }
  | { act: 'import.stopped'; importId: string }
  | { act: 'import.finished'; importId: string }
  | { act: 'import.undoing'; importId: string }
  | { act: 'import.undone'; importId: string }
  | { act: 'criteria.redeemed'; recordId: string; memberId: string }
  | { act: 'criteria.triedAgain'; recordId: string; areaId?: string }
  | { act: 'guesses.spent'; areaId: string }
  | { act: 'guesses.raised'; areaId: string }
  | { act: 'criteria.created'; recordId: string; areaId?: string; origin: string; importId?: string }
  | {
      act: 'criteria.changed';
      recordId: string;
      areaId?: string;
      fields: readonly string[];
      importId?: string;
    }
  | { act: 'criteria.locked'; recordId: string; areaId?: string }
  | { act: 'criteria.unlocked'; recordId: string; areaId?: string }
  | { act: 'criteria.removed'; recordId: string; areaId?: string; importId?: string }
  | { act: 'bulk.started'; bulkActId: string; bulk: string; people: number; areaId?: string; role?: string }
  | { act: 'bulk.stopped'; bulkActId: string }
  | { act: 'campaign.started'; campaignId: string; invited: number }
  | { act: 'campaign.paused'; campaignId: string }
  | { act: 'campaign.resumed'; campaignId: string }
  | { act: 'campaign.cancelled'; campaignId: string }
  | { act: 'campaign.changed'; campaignId: string; fields: readonly string[] }
  | { act: 'message.retried'; messages: number; memberId?: string }
  | { act: 'message.cancelled'; messages: number; memberId?: string }
  | { act: 'letter.issued'; memberId: string; letterId: string; importId?: string }
  | { act: 'letter.renewed'; memberId: string; letterId: string }
  | { act: 'letter.printed'; memberId: string; letterId: string }
  | { act: 'letter.shown'; memberId: string; letterId: string }
  | { act: 'letter.handedOut'; memberId: string; letterId: string }
  | { act: 'letter.redeemed'; memberId: string; letterId: string }
  | { act: 'letter.expired'; memberId: string; letterId: string }
  | { act: 'letter.withdrawn'; memberId: string; letterId: string }
  | { act: 'registration.admitted'; memberId: string; registrationId: string; way: string }
  | { act: 'registration.failed'; memberId: string; registrationId: string; way: string }
  | { act: 'registration.held'; registrationId: string; way: string; areaId?: string }
  | { act: 'registration.released'; registrationId: string }
  | { act: 'accessLink.created'; accessLinkBatchId: string; areaId: string; role: string; links: number }
  | { act: 'accessLink.sentAgain'; accessLinkId: string; areaId: string }
  | { act: 'accessLink.revoked'; accessLinkId: string; areaId: string }
  | { act: 'accessLink.expired'; accessLinkId: string; areaId: string }
  | { act: 'accessLink.used'; accessLinkId: string; areaId: string; memberId: string }
  | { act: 'invitation.created'; memberId: string; invitationId: string }
  | { act: 'invitation.revoked'; memberId: string; invitationId: string; ending: string }
  | { act: 'invitation.expired'; memberId: string; invitationId: string }
  | { act: 'invitation.reminded'; memberId: string; invitationId: string }
  | { act: 'invitation.requested'; memberId: string; invitationId: string; what: string }
  | { act: 'invitation.passwordMailed'; memberId: string; invitationId: string }
  | { act: 'invitation.accepted'; memberId: string; invitationId: string };
