import type { DesiredAction } from './types.ts';

/**
 * Whoever has no e-mail may add one after the first sign-in, or later by an app's link with `kc_action=UPDATE_EMAIL`; off in a
 * new realm. Without `verifyEmail` an address would count before its mail link was followed.
 */
export const requiredActions: readonly DesiredAction[] = [
  {
    alias: 'UPDATE_EMAIL',
    // First the own password: from then on the account belongs to the person, whatever comes of the e-mail.
    after: 'UPDATE_PASSWORD',
    fields: { enabled: true, config: { verifyEmail: 'true' } },
  },
];
