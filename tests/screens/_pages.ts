import { accountPages } from './_account-pages.ts';
import { actionPages } from './_action-pages.ts';
import { factorPages } from './_factor-pages.ts';
import type { KeycloakPage } from './_page.ts';
import { signInPages } from './_sign-in-pages.ts';

/** Every page of Keycloak's that our people meet, in the order of the index. */
export const keycloakPages: readonly KeycloakPage[] = [
  ...signInPages,
  ...actionPages,
  ...factorPages,
  ...accountPages,
];
