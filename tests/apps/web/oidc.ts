import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';

export type Attempt = { state: string; nonce: string; verifier: string; to: string };
export type Session = {
  sub: string;
  sid: string;
  name: string;
  access: readonly string[];
  refreshToken: string;
  idToken: string;
  /** When the access token ends, in milliseconds. */
  until: number;
};
type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
type Settings = { issuer: string; clientId: string; clientSecret: string; appUrl: string };

export async function openOidc({ issuer, clientId, clientSecret, appUrl }: Settings) {
  // Without TLS only a Keycloak on this very machine is to be asked.
  const plain = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  const config = await client.discovery(new URL(issuer), clientId, clientSecret, undefined, plain);
  const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
  const renewals = new WeakMap<Session, Promise<Session | undefined>>();

  async function sessionFrom(tokens: Tokens): Promise<Session> {
    const told = tokens.claims();
    const { payload } = await jwtVerify(tokens.access_token, keys, { issuer, typ: 'at+jwt' });
    if (!told || payload['azp'] !== clientId) throw new Error('these tokens are not for this app');
    return {
      sub: told.sub,
      sid: told['sid'] as string,
      name: (told['name'] ?? told['preferred_username']) as string,
      // Areas are in the access token only; somebody without any has no claim.
      access: (payload['access'] ?? []) as string[],
      refreshToken: tokens.refresh_token ?? '',
      idToken: tokens.id_token ?? '',
      until: Number(payload.exp) * 1000,
    };
  }

  async function renewed({ refreshToken }: Session): Promise<Session | undefined> {
    try {
      return await sessionFrom(await client.refreshTokenGrant(config, refreshToken));
    } catch (error) {
      // Keycloak says no: the session has ended there.
      if (error instanceof client.ResponseBodyError) return undefined;
      throw error;
    }
  }

  return {
    /** Where a sign-in begins; `more` are further parameters, such as `kc_idp_hint`. */
    async start(to: string, more: Record<string, string> = {}): Promise<{ url: string; attempt: Attempt }> {
      const verifier = client.randomPKCECodeVerifier();
      const attempt = { state: client.randomState(), nonce: client.randomNonce(), verifier, to };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: `${appUrl}/callback`,
        scope: 'openid profile email',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...more,
      });
      return { url: url.href, attempt };
    },
    /** `query` is Keycloak's answer; the address is our public one, because behind a proxy the request shows another. */
    async finish(query: string, { state, nonce, verifier }: Attempt): Promise<Session> {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const answer = new URL(`${appUrl}/callback${query}`);
      return sessionFrom(
        await client.authorizationCodeGrant(config, answer, { ...checks, idTokenExpected: true }),
      );
    },
    /** The session with what is granted now, or undefined where it has ended. Two windows share one renewal. */
    fresh(session: Session): Promise<Session | undefined> {
      const renewal = renewals.get(session) ?? renewed(session).finally(() => renewals.delete(session));
      renewals.set(session, renewal);
      return renewal;
    },
    signedOutUrl: ({ idToken }: Session): string =>
      client.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: `${appUrl}/` })
        .href,
    /** Keycloak says that a session has ended: answers its `sid`, throws where it was not Keycloak. */
    async ended(logoutToken: string): Promise<string> {
      const { payload } = await jwtVerify(logoutToken, keys, {
        issuer,
        audience: clientId,
        typ: 'logout+jwt',
        requiredClaims: ['sid', 'events'],
        maxTokenAge: '5 minutes',
      });
      return payload['sid'] as string;
    },
  };
}
