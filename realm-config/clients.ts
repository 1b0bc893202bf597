import { accessScope } from './scopes.ts';
import type { DesiredClient, Owned, RealmInput } from './types.ts';

export const sidecarClient = 'einlass-sidecar';
/** Makes many accounts in one call, for which Keycloak wants `manage-realm`: there only while somebody asked for it. */
export const bulkClient = 'einlass-bulk';

/** The clients of Einlass; those of other apps are nobody's business here. */
export function clients(input: RealmInput): DesiredClient[] {
  const { publicUrl, calledAt = publicUrl, demoApp } = input;
  return [
    sidecar(calledAt),
    {
      clientId: 'einlass-admin',
      fields: {
        name: 'Einlass: Zugangsverwaltung',
        ...codeFlowOnly,
        ...signedByUs,
        fullScopeAllowed: false,
        redirectUris: [`${publicUrl}/admin/callback`],
        attributes: {
          ...signedByUsAttributes(calledAt),
          ...pkce,
          'post.logout.redirect.uris': `${publicUrl}/admin/signed-out`,
          ...backchannelLogout(`${calledAt}/admin/backchannel-logout`),
        },
      },
      defaultScopes: [],
    },
    {
      // Everybody's own page; apart from the administration, so that each session ends by its own back-channel logout.
      clientId: 'einlass-me',
      fields: {
        name: 'Einlass: Mein Zugang',
        ...codeFlowOnly,
        ...signedByUs,
        fullScopeAllowed: false,
        // Where Keycloak's pages lead back to after the mail for a new address.
        baseUrl: `${publicUrl}/me`,
        redirectUris: [`${publicUrl}/me/callback`],
        attributes: {
          ...signedByUsAttributes(calledAt),
          ...pkce,
          'post.logout.redirect.uris': `${publicUrl}/me/signed-out`,
          ...backchannelLogout(`${calledAt}/me/backchannel-logout`),
        },
      },
      defaultScopes: [],
    },
    {
      // The sidecar starts the sign-in of whoever was invited or registers as this client, so that it sees who came back.
      clientId: 'einlass-links',
      fields: {
        name: 'Einlass: Einladungen',
        ...codeFlowOnly,
        ...signedByUs,
        fullScopeAllowed: false,
        // Where Keycloak's pages lead back to after a mail for a new password.
        baseUrl: `${publicUrl}/i/app`,
        redirectUris: [`${publicUrl}/i/callback`, `${publicUrl}/registration/callback`],
        attributes: {
          ...signedByUsAttributes(calledAt),
          ...pkce,
          'post.logout.redirect.uris': `${publicUrl}/i/continue##${publicUrl}/registration/signed-out`,
        },
      },
      defaultScopes: [],
    },
    ...(demoApp ? [sampleApp(demoApp)] : []),
    ...(input.bulkSecret ? [bulk(input.bulkSecret)] : []),
  ];
}

export function absentClients({ bulkSecret }: RealmInput): string[] {
  return bulkSecret ? [] : [bulkClient];
}

/**
 * Least privilege: accounts, groups and links, reading events, and reading the realm, because nothing less shows its password policy
 * (docs/adr/025); no clients, no roles.
 */
function sidecar(calledAt: string): DesiredClient {
  return {
    clientId: sidecarClient,
    fields: {
      name: 'Einlass: Dienstkonto',
      ...signedByUs,
      ...serviceAccountOnly,
      attributes: signedByUsAttributes(calledAt),
    },
    defaultScopes: [],
    realmManagementRoles: ['manage-users', 'view-events', 'view-realm'],
  };
}

/** A secret of its own and not the sidecar's key, which the web process holds, too (ADR 019). */
function bulk(secret: string): DesiredClient {
  return {
    clientId: bulkClient,
    fields: {
      name: 'Einlass: viele Konten auf einmal',
      clientAuthenticatorType: 'client-secret',
      secret,
      ...serviceAccountOnly,
    },
    defaultScopes: [],
    // Without the second the groups that the realm gives to everybody are left out of the answer (seen on 26.7.4).
    realmManagementRoles: ['manage-realm', 'view-users'],
  };
}

function sampleApp({ url, secret }: NonNullable<RealmInput['demoApp']>): DesiredClient {
  return {
    clientId: 'sample-app',
    fields: {
      name: 'Muster-App',
      ...codeFlowOnly,
      clientAuthenticatorType: 'client-secret',
      secret,
      // Left on, every token of the app could change the person's account (`account:manage-account`).
      fullScopeAllowed: false,
      // Keycloak's own pages offer the way back to the app by it.
      baseUrl: `${url}/`,
      redirectUris: [`${url}/callback`],
      attributes: {
        ...pkce,
        'post.logout.redirect.uris': `${url}/`,
        ...backchannelLogout(`${url}/backchannel-logout`),
      },
    },
    defaultScopes: [accessScope],
  };
}

const serviceAccountOnly: Owned = {
  enabled: true,
  protocol: 'openid-connect',
  publicClient: false,
  serviceAccountsEnabled: true,
  standardFlowEnabled: false,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
};

const codeFlowOnly: Owned = {
  enabled: true,
  protocol: 'openid-connect',
  publicClient: false,
  standardFlowEnabled: true,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  // Set, it would switch off the back-channel logout that ends our sessions.
  frontchannelLogout: false,
  // Tokens are fetched by a server, never by a page of another origin.
  webOrigins: [],
};

const pkce: Owned = { 'pkce.code.challenge.method': 'S256' };

/** No shared secret with Keycloak: it checks our signature with the keys that the sidecar publishes. */
const signedByUs: Owned = { clientAuthenticatorType: 'client-jwt' };

function signedByUsAttributes(calledAt: string): Owned {
  return {
    'use.jwks.url': 'true',
    'jwks.url': `${calledAt}/op/jwks`,
    'token.endpoint.auth.signing.alg': 'ES256',
  };
}

function backchannelLogout(url: string): Owned {
  return { 'backchannel.logout.url': url, 'backchannel.logout.session.required': 'true' };
}
