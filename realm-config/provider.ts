import { providerAlias, refuseUnlinkedFlow } from './flows.ts';
import { boundFlows } from './second-factor.ts';
import type { Owned, RealmInput } from './types.ts';

/** The sidecar as identity provider: endpoints by hand, no discovery, no userinfo, no shared secret. */
export function identityProvider(input: RealmInput): { alias: string; fields: Owned } {
  const op = `${input.publicUrl}/op`;
  const called = `${input.calledAt ?? input.publicUrl}/op`;
  return {
    alias: providerAlias,
    fields: {
      displayName: 'Registrieren',
      providerId: 'oidc',
      enabled: true,
      // The page already has its "Registrieren" link; a second button beside the password would only confuse.
      hideOnLogin: true,
      linkOnly: false,
      // An address that the broker names must never be taken as proven or matched with an account.
      trustEmail: false,
      storeToken: false,
      firstBrokerLoginFlowAlias: refuseUnlinkedFlow,
      ...boundFlows(input).provider,
      config: {
        issuer: op,
        authorizationUrl: `${op}/authorize`,
        tokenUrl: `${called}/token`,
        jwksUrl: `${called}/jwks`,
        useJwksUrl: 'true',
        validateSignature: 'true',
        disableUserInfo: 'true',
        clientId: 'keycloak',
        clientAuthMethod: 'private_key_jwt',
        clientAssertionSigningAlg: 'RS256',
        // Pinned, so that an assertion made for us is of no use elsewhere and the other way round.
        clientAssertionAudience: `${op}/token`,
        defaultScope: 'openid',
        pkceEnabled: 'true',
        pkceMethod: 'S256',
        uiLocales: 'true',
        // One opaque parameter binds a link's handle to this very attempt; more than five would be dropped silently.
        forwardParameters: 'flow',
        syncMode: 'IMPORT',
        // Employees must not link or unlink it themselves.
        showInAccountConsole: 'NEVER',
      },
    },
  };
}
