import type { AppKind } from '../../realm-config/app-clients.ts';

/** What the recipe of a kind needs to know. */
export type AppFacts = {
  clientId: string;
  /** Public address of the app; empty where it has none. */
  url: string;
  /** Public addresses of Keycloak, of the realm in it, and of Einlass. */
  keycloakUrl: string;
  issuer: string;
  realm: string;
  einlassUrl: string;
  /** The API that it calls; undefined if none, or if nobody said where it is. */
  apiUrl: string | undefined;
  /** Undefined where it is in a file, and for kinds without one. */
  secret: string | undefined;
};

/** Where docs/connect.md shows how the kind is connected. */
export const recipeOf: Readonly<Record<AppKind, string>> = {
  web: 'docs/connect.md#web-app',
  spa: 'docs/connect.md#single-page-app',
  native: 'docs/connect.md#native-app',
  api: 'docs/connect.md#api',
  saml: 'docs/connect-saml.md',
  proxy: 'docs/connect-apache.md',
};

/** Name of the file into which the lines of `pasteFor` go. */
export const pasteFile: Readonly<Record<AppKind, string>> = {
  web: '.env',
  spa: 'settings.js',
  native: '.env',
  api: '.env',
  saml: '.env',
  proxy: 'oidc.conf',
};

/** Lines to paste into the app's settings, exactly as its recipe reads them. */
export function pasteFor(kind: AppKind, facts: AppFacts): readonly string[] {
  const { clientId, url, keycloakUrl, issuer, realm, einlassUrl, apiUrl = '', secret = '' } = facts;
  const from = [`ISSUER=${issuer}`, `CLIENT_ID=${clientId}`];
  const own = [`APP_URL=${url}`, `EINLASS_URL=${einlassUrl}`];
  switch (kind) {
    case 'web':
      return [...from, `CLIENT_SECRET=${secret}`, ...own];
    case 'spa':
      return [
        'export const settings = {',
        ...Object.entries({ url: keycloakUrl, realm, clientId, einlassUrl, apiUrl }).map(
          ([name, value]) => `  ${name}: ${JSON.stringify(value)},`,
        ),
        '};',
      ];
    case 'native':
      return [...from, `EINLASS_URL=${einlassUrl}`, `API_URL=${apiUrl}`];
    case 'api':
      return [...from, `CLIENT_SECRET=${secret}`];
    case 'saml':
      return [`ISSUER=${issuer}`, `ENTITY_ID=${clientId}`, ...own];
    case 'proxy':
      return [
        `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration`,
        `OIDCClientID ${clientId}`,
        `OIDCClientSecret "${secret}"`,
        `OIDCRedirectURI ${url}/oidc/callback`,
      ];
  }
}

/** Where the app's own "Registrieren" begins; only what is on the list of Einlass is led back to. */
export function registerStart(kind: AppKind, url: string): string | undefined {
  if (kind === 'web' || kind === 'saml') return `${url}/register`;
  if (kind === 'spa') return `${url}/?register`;
  if (kind === 'native') return 'http://127.0.0.1:47110/register';
  return undefined;
}

/** What must stand in REGISTRATION_APPS, for registering or, behind Apache, for the way back from asking alone. */
export const knownAddress = (kind: AppKind, url: string): string | undefined =>
  kind === 'proxy' ? `${url}/` : registerStart(kind, url);
