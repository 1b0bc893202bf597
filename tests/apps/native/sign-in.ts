import * as client from 'openid-client';

export type Config = client.Configuration;
export type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** A public client: an app on a device can keep no secret, PKCE takes its place. */
export function discover(issuer: string, clientId: string): Promise<Config> {
  // Without TLS only a Keycloak on this very machine is to be asked.
  const plain = issuer.startsWith('http:') ? { execute: [client.allowInsecureRequests] } : {};
  return client.discovery(new URL(issuer), clientId, undefined, client.None(), plain);
}

/**
 * Begins a sign-in. Open `url` in the system's browser, never in a web view; hand the address that Keycloak leads to over to
 * `finish`. `redirectUri` is `http://127.0.0.1:<any port>/callback` or the app's own scheme, `com.example.staff:/callback`.
 */
export async function begin(config: Config, redirectUri: string, more: Record<string, string> = {}) {
  const [verifier, state, nonce] = [
    client.randomPKCECodeVerifier(),
    client.randomState(),
    client.randomNonce(),
  ];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  const checks = {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  };
  return {
    url: url.href,
    async finish(answer: URL): Promise<{ tokens: Tokens; action: string | null }> {
      const tokens = await client.authorizationCodeGrant(config, answer, checks);
      // `success` or `cancelled`, where the sign-in was for an action (`kc_action`).
      return { tokens, action: answer.searchParams.get('kc_action_status') };
    },
  };
}

/** New tokens, which say what is granted now; undefined where the session has ended. */
export async function renewed(
  config: Config,
  { refresh_token: refreshToken = '' }: Tokens,
): Promise<Tokens | undefined> {
  try {
    return await client.refreshTokenGrant(config, refreshToken);
  } catch (error) {
    if (error instanceof client.ResponseBodyError) return undefined;
    throw error;
  }
}
