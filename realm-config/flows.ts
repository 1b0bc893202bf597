import type { DesiredFlow } from './types.ts';

export const providerAlias = 'access';
export const registrationFlow = 'registration via access';
export const refuseUnlinkedFlow = 'access refuse unlinked';

export const flows: readonly DesiredFlow[] = [
  {
    alias: registrationFlow,
    description: 'Einlass: registration happens in the sidecar.',
    step: {
      authenticator: 'identity-provider-redirector',
      config: { alias: 'to access', values: { defaultProvider: providerAlias } },
    },
  },
  {
    // Keycloak's default flow would make accounts, or link them by e-mail, for a subject that nobody admitted.
    alias: refuseUnlinkedFlow,
    description: 'Einlass: a subject without a link is refused; no account is made.',
    step: { authenticator: 'deny-access-authenticator' },
  },
];
