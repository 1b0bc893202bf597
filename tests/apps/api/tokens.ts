import { createRemoteJWKSet, jwtVerify } from 'jose';

export type Person = { sub: string; access: readonly string[] };
/** Longer than any access token lives (5 minutes). */
const remembered = 6 * 60_000;

type Settings = { issuer: string; audience: string; callers: readonly string[] };

export function openTokens({ issuer, audience, callers }: Settings) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
  const ended = new Map<string, number>();
  return {
    /** Who calls; throws where the token is not one for this API, has ended, or its session has. */
    async person(bearer: string): Promise<Person> {
      const { payload } = await jwtVerify(bearer, keys, {
        issuer,
        audience,
        algorithms: ['RS256'],
        // An access token (RFC 9068): an id token is signed with the same key.
        typ: 'at+jwt',
        requiredClaims: ['sub', 'sid', 'exp'],
        clockTolerance: 5,
      });
      if (ended.has(String(payload['sid']))) throw new Error('the session has ended');
      return { sub: String(payload.sub), access: (payload['access'] ?? []) as string[] };
    },
    /** Keycloak says that a session of a calling app has ended: its tokens are good for nothing from now on. */
    async end(logoutToken: string): Promise<void> {
      const { payload } = await jwtVerify(logoutToken, keys, {
        issuer,
        audience: [...callers],
        algorithms: ['RS256'],
        typ: 'logout+jwt',
        requiredClaims: ['sid', 'events'],
        maxTokenAge: '5 minutes',
      });
      const now = Date.now();
      for (const [sid, at] of ended) if (at + remembered < now) ended.delete(sid);
      ended.set(String(payload['sid']), now);
    },
  };
}
