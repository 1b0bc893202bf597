import type { RefusedForm } from '../platform/http/form.rules.ts';
import type { AdminScope } from './scope.ts';

export const settingsPath = '/admin/settings/network';

/** Who acts, for the audit log. */
export const administrator = ({ actor }: AdminScope): { kind: 'administrator'; memberId: string } => ({
  kind: 'administrator',
  memberId: actor.memberId,
});

/** Refused for another reason than what was typed: somebody else saved meanwhile. */
export const overtaken = (refused: RefusedForm | undefined): boolean => refused?.code === 'conflict';
