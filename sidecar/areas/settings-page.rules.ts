import type { AdminScope } from './scope.ts';

export const settingsPath = '/admin/settings/network';

/** Who acts, for the audit log. */
export const administrator = ({ actor }: AdminScope): { kind: 'administrator'; memberId: string } => ({
  kind: 'administrator',
  memberId: actor.memberId,
});
