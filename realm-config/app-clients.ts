import { accessScope, employeeNumberScope, samlAccessScope } from './scopes.ts';
import { audienceMapper, oidcAttributes, samlAttributes } from './app-attributes.ts';

/** Sorts of apps that are connected by a recipe of docs/connect.md. */
export const appKinds = ['web', 'spa', 'native', 'api', 'saml', 'proxy'] as const;
export type AppKind = (typeof appKinds)[number];

/** What the operator says of an app; all addresses have been looked at (app-address.rules.ts). */
export type AppWish = {
  clientId: string;
  /** Public address of the app, no slash at the end; a native app has none. */
  url?: string;
  name?: string;
  /** Further addresses to come back to, besides the one that the kind gives. */
  redirects?: readonly string[];
  /** Where Keycloak tells that a session ended; the kind's own address if left out. */
  backchannel?: string;
  /** Client ids of the APIs that the app calls with its token. */
  calls?: readonly string[];
  /** Slugs of areas without which Keycloak does not let anybody into the app. */
  gates?: readonly string[];
  employeeNumber?: boolean;
  /** Areas are not in the access token but asked for. */
  slim?: boolean;
  /** Base64 of the certificate with which a SAML app signs. */
  certificate?: string;
  secret?: string;
};

/** Body of `POST /admin/realms/{realm}/clients`. */
export type ClientBody = { clientId: string; protocol: string } & Record<string, unknown>;

const gatePrefix = 'einlass-gate-';
export const gateScope = (slug: string): string => `${gatePrefix}${slug}`;
/** The slug of the area whose gate a scope is; undefined for every other scope. */
export const gateOf = (scope: string): string | undefined =>
  scope.startsWith(gatePrefix) ? scope.slice(gatePrefix.length) : undefined;

/** A client with safe settings for its kind; nothing but what the recipe needs is on (docs/adr/051). */
export function appClient(kind: AppKind, wish: AppWish): ClientBody {
  return kind === 'saml' ? samlClient(wish) : oidcClient(kind, wish);
}

/** Where Keycloak sends people back to after a sign-in; addresses of phones only by `redirects`. */
function ownRedirects(kind: AppKind, url: string | undefined): string[] {
  if (kind === 'native') return ['http://127.0.0.1/callback'];
  if (kind === 'api' || !url) return [];
  return {
    web: [`${url}/callback`],
    spa: [`${url}/`],
    proxy: [`${url}/oidc/callback`],
    saml: [`${url}/saml/acs`],
  }[kind];
}

function oidcClient(kind: Exclude<AppKind, 'saml'>, wish: AppWish): ClientBody {
  const { clientId, url, name, redirects = [], calls = [], gates = [], employeeNumber, secret } = wish;
  const isPublic = kind === 'spa' || kind === 'native';
  return {
    clientId,
    ...(name ? { name } : {}),
    protocol: 'openid-connect',
    enabled: true,
    publicClient: isPublic,
    ...(isPublic ? {} : { clientAuthenticatorType: 'client-secret', secret }),
    ...(url && kind !== 'api' ? { baseUrl: `${url}/` } : {}),
    standardFlowEnabled: kind !== 'api',
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    authorizationServicesEnabled: false,
    consentRequired: false,
    // Left on, every token could change the person's account (`account:manage-account`).
    fullScopeAllowed: false,
    // Set, it would switch off the back-channel logout.
    frontchannelLogout: false,
    redirectUris: [...ownRedirects(kind, url), ...redirects],
    webOrigins: kind === 'spa' && url ? [new URL(url).origin] : [],
    // Given, these lists replace the realm's defaults: an app can ask for nothing that is not in them.
    defaultClientScopes: ['basic', 'profile', 'email', accessScope, ...gates.map(gateScope)],
    optionalClientScopes: employeeNumber ? [employeeNumberScope] : [],
    protocolMappers: calls.map(audienceMapper),
    attributes: oidcAttributes(kind, wish),
  };
}

function samlClient(wish: AppWish): ClientBody {
  const { clientId, url = '', name, redirects = [] } = wish;
  return {
    clientId,
    ...(name ? { name } : {}),
    protocol: 'saml',
    enabled: true,
    frontchannelLogout: false,
    fullScopeAllowed: false,
    baseUrl: `${url}/`,
    redirectUris: [...ownRedirects('saml', url), ...redirects],
    // Keycloak's own default `role_list` would tell the app every role; a gate's scope is one of OpenID Connect, which it drops here.
    defaultClientScopes: [samlAccessScope],
    optionalClientScopes: [],
    attributes: samlAttributes(wish),
  };
}
