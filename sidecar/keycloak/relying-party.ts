import * as oidc from 'openid-client';
import { AppError } from '../platform/errors.ts';
import { openReachable } from './reachable.ts';
import { type SigningKey, signedAssertion } from './service-token.ts';

export type RelyingPartyOptions = {
  /** The realm's public address; browsers are sent there. */
  issuer: string;
  /** The realm's address for our own calls; the same where there is no separate one. */
  internalIssuer: string;
  clientId: string;
  redirectUri: string;
  currentKey: () => SigningKey;
};

/** What must be kept, bound to the browser, until the answer comes. */
export type LoginAttempt = { state: string; nonce: string; verifier: string };
export type SignedIn = {
  userId: string;
  sid: string | undefined;
  name: string;
  idToken: string;
  /** When the session began. */
  signedInAt: Date;
};

export type RelyingParty = {
  /**
   * Authorization request with PKCE S256; `extra` are further parameters (`kc_idp_hint`, `flow`, `ui_locales`). Throws
   * `keycloak_unavailable` while the realm does not answer, so that nobody is sent to a server that is down.
   */
  start(extra: Readonly<Record<string, string>>): Promise<{ url: string; attempt: LoginAttempt }>;
  /** Exchanges the code; `invalid_flow` for an answer that does not belong to the attempt. */
  finish(query: string, attempt: LoginAttempt): Promise<SignedIn>;
  /** RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0); without an id token Keycloak asks the person first. */
  logoutUrl(idToken: string | undefined, backTo: string, state?: string): string;
};

const limitSeconds = 5;
/** openid-client's names for a Keycloak that is too slow, or something else that answers in its place. */
const outages = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

/** Keycloak's endpoints are known, so nothing has to be discovered at start and Keycloak may come up later than we do. */
function configuration(options: RelyingPartyOptions): oidc.Configuration {
  const front = `${options.issuer}/protocol/openid-connect`;
  const back = `${options.internalIssuer}/protocol/openid-connect`;
  const config = new oidc.Configuration(
    {
      issuer: options.issuer,
      authorization_endpoint: `${front}/auth`,
      end_session_endpoint: `${front}/logout`,
      token_endpoint: `${back}/token`,
      jwks_uri: `${back}/certs`,
      authorization_response_iss_parameter_supported: true,
    },
    options.clientId,
    undefined,
    signedAssertion(options.currentKey)(),
  );
  config.timeout = limitSeconds;
  if (back.startsWith('http:')) oidc.allowInsecureRequests(config);
  return config;
}

function nameOf(claims: oidc.IDToken): string {
  const { name, preferred_username: username } = claims;
  if (typeof name === 'string' && name) return name;
  return typeof username === 'string' ? username : '';
}

async function exchange(
  options: RelyingPartyOptions,
  query: string,
  attempt: LoginAttempt,
): Promise<SignedIn> {
  const url = new URL(options.redirectUri);
  url.search = query;
  const tokens = await oidc.authorizationCodeGrant(configuration(options), url, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || !tokens.id_token) throw new AppError('invalid_flow');
  const sid = typeof claims['sid'] === 'string' ? claims['sid'] : undefined;
  const signedInAt = new Date((claims.auth_time ?? claims.iat) * 1000);
  return { userId: claims.sub, sid, name: nameOf(claims), idToken: tokens.id_token, signedInAt };
}

/** Sign-in of people at Keycloak as one of our own clients. */
export function openRelyingParty(options: RelyingPartyOptions): RelyingParty {
  const reachable = openReachable(`${options.internalIssuer}/protocol/openid-connect/certs`);
  return {
    async start(extra) {
      await reachable();
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(configuration(options), {
        redirect_uri: options.redirectUri,
        scope: 'openid profile',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ...extra,
      });
      return { url: url.href, attempt };
    },
    async finish(query, attempt) {
      try {
        return await exchange(options, query, attempt);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        const { code } = cause as { code?: unknown };
        const away = cause instanceof TypeError || outages.has(String(code));
        throw new AppError(away ? 'keycloak_unavailable' : 'invalid_flow', { cause });
      }
    },
    logoutUrl(idToken, backTo, state) {
      return oidc.buildEndSessionUrl(configuration(options), {
        ...(idToken ? { id_token_hint: idToken } : {}),
        post_logout_redirect_uri: backTo,
        ...(state ? { state } : {}),
      }).href;
    },
  };
}
