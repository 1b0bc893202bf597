import { setTimeout as pause } from 'node:timers/promises';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import * as client from 'openid-client';
import type { Attempt, Session } from './sessions.ts';
import type { Settings } from './settings.ts';

export type Oidc = {
  /** Begins a sign-in; `more` are further parameters (`kc_action`). */
  start(locale: string, more?: Readonly<Record<string, string>>): Promise<{ url: string; attempt: Attempt }>;
  finish(query: string, attempt: Attempt): Promise<Session>;
  /** The session with new tokens, which say what is granted now, or undefined where Keycloak has ended it. */
  fresh(session: Session): Promise<Session | undefined>;
  /** The verified claims of the access token. */
  claims(session: Session): Promise<JWTPayload>;
  logoutUrl(session: Session): string;
  verifyLogout(token: string): Promise<{ sub: string | undefined; sid: string | undefined }>;
};

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** Asks for the issuer's configuration until it is there: the app may start before Keycloak. */
export async function discover(
  settings: Settings,
  waiting: () => void,
  signal: AbortSignal,
): Promise<client.Configuration> {
  const plainHttp = settings.ISSUER.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  for (let round = 0; ; round++) {
    try {
      return await client.discovery(
        new URL(settings.ISSUER),
        settings.CLIENT_ID,
        settings.CLIENT_SECRET,
        undefined,
        plainHttp,
      );
    } catch (error) {
      if (signal.aborted) throw error;
      if (round === 0) waiting();
      await pause(Math.min(500 * (round + 1), 5000), undefined, { signal });
    }
  }
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

function sessionFrom(tokens: Tokens, before?: Session): Session {
  const claims = tokens.claims() ?? (before && decodeJwt(before.idToken));
  const idToken = tokens.id_token ?? before?.idToken;
  if (!claims?.sub || !idToken) throw new Error('the issuer sent no id token');
  return {
    sub: claims.sub,
    sid: text(claims['sid']),
    name: text(claims['name']) ?? text(claims['preferred_username']) ?? claims.sub,
    email: text(claims['email']),
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? before?.refreshToken,
    idToken,
    ...(before?.awaitsEmail ? { awaitsEmail: true } : {}),
  };
}

async function renewed(config: client.Configuration, session: Session): Promise<Session | undefined> {
  if (!session.refreshToken) return undefined;
  try {
    return sessionFrom(await client.refreshTokenGrant(config, session.refreshToken), session);
  } catch (error) {
    if (error instanceof client.ResponseBodyError) return undefined;
    throw error;
  }
}

/** Confidential client with PKCE S256, as openid-client does it; tokens are verified against the realm's keys. */
export function openOidc(config: client.Configuration, settings: Settings): Oidc {
  const { issuer, jwks_uri: jwksUri } = config.serverMetadata();
  if (!jwksUri) throw new Error('the issuer publishes no keys');
  const renewals = new WeakMap<Session, Promise<Session | undefined>>();
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return {
    async start(locale, more = {}) {
      const attempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: `${settings.APP_URL}/callback`,
        scope: 'openid profile email',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        ui_locales: locale,
        ...more,
      });
      return { url: url.href, attempt };
    },
    async finish(query, { state, nonce, verifier }) {
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      };
      return sessionFrom(
        await client.authorizationCodeGrant(config, new URL(`${settings.APP_URL}/callback${query}`), checks),
      );
    },
    // Two windows at once share one renewal, because a refresh token may be good for one use only.
    async fresh(session) {
      const renewal = renewals.get(session) ?? renewed(config, session);
      renewals.set(session, renewal);
      try {
        return await renewal;
      } catch (error) {
        // Keycloak was out of reach; the next look asks again.
        renewals.delete(session);
        throw error;
      }
    },
    async claims(session) {
      const { payload } = await jwtVerify(session.accessToken, keys, { issuer, typ: 'JWT' });
      if (payload['azp'] !== settings.CLIENT_ID) throw new Error('the token was made for another app');
      return payload;
    },
    logoutUrl: ({ idToken }) =>
      client.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: `${settings.APP_URL}/`,
      }).href,
    // OpenID Connect Back-Channel Logout 1.0, 2.6: signed by the issuer, for us, a logout event, and never an id token.
    async verifyLogout(token) {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: settings.CLIENT_ID,
        typ: 'logout+jwt',
        requiredClaims: ['iat', 'jti'],
        maxTokenAge: '5 minutes',
      });
      const events = payload['events'];
      if (typeof events !== 'object' || events === null || !(logoutEvent in events))
        throw new Error('no logout event');
      if ('nonce' in payload) throw new Error('a logout token has no nonce');
      return { sub: payload.sub, sid: text(payload['sid']) };
    },
  };
}
