import { asksForOwnFlows, boundFlowSteps } from './second-factor.ts';
import type { DesiredFlow, RealmInput } from './types.ts';

export const providerAlias = 'access';
export const registrationFlow = 'registration via access';
export const refuseUnlinkedFlow = 'access refuse unlinked';

/** All flows of ours; those that are only bound on demand are made only then, and stay unbound afterwards. */
export function flows(input: RealmInput): readonly DesiredFlow[] {
  const { secondFactorRoles = [], gates = [] } = input;
  return [...always, ...(asksForOwnFlows(input) ? boundFlowSteps(secondFactorRoles, gates) : [])];
}

const always: readonly DesiredFlow[] = [
  {
    alias: registrationFlow,
    description: 'Einlass: registration happens in the sidecar.',
    steps: [
      {
        authenticator: 'identity-provider-redirector',
        requirement: 'REQUIRED',
        config: { alias: 'to access', values: { defaultProvider: providerAlias } },
      },
    ],
  },
  {
    // Keycloak's default flow would make accounts, or link them by e-mail, for a subject that nobody admitted.
    alias: refuseUnlinkedFlow,
    description: 'Einlass: a subject without a link is refused; no account is made.',
    steps: [{ authenticator: 'deny-access-authenticator', requirement: 'REQUIRED' }],
  },
];
