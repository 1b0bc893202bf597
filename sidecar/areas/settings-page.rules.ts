import type { AuditActor } from '../audit/event.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import type { AdminScope } from './scope.ts';

export const settingsPath = '/admin/settings/network';

export const administrator = ({ actor }: AdminScope): AuditActor => ({
  kind: 'administrator',
  memberId: actor.memberId,
});

/** Refused for another reason than what was typed: somebody else saved meanwhile. */
export const overtaken = (refused: RefusedForm | undefined): boolean => refused?.code === 'conflict';
