import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { ShortLived } from '../platform/redis.ts';
import { assertionType, type TokenBody } from './token.rules.ts';

export type AssertionCheck = {
  keys: JWTVerifyGetKey;
  clientId: string;
  audience: string;
  used: Pick<ShortLived, 'putOnce'>;
};

/** The realm's own keys, fetched again when an unknown one appears. */
export function realmKeys(certsUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(certsUrl), { timeoutDuration: 2000, cooldownDuration: 1000 });
}

/** Longer-lived assertions are refused, because a `jti` is remembered only until its assertion has run out. */
const longestSeconds = 300;
const toleranceSeconds = 5;

/** True only for Keycloak itself: its signature, our token endpoint as only audience, unexpired, each `jti` once (RFC 7523 3). */
export async function isKeycloak(check: AssertionCheck, body: TokenBody): Promise<boolean> {
  if (body.client_assertion_type !== assertionType || !body.client_assertion) return false;
  try {
    const { payload } = await jwtVerify(body.client_assertion, check.keys, {
      algorithms: ['RS256'],
      audience: check.audience,
      issuer: check.clientId,
      subject: check.clientId,
      requiredClaims: ['exp', 'jti'],
      clockTolerance: toleranceSeconds,
    });
    const { aud, exp = 0, jti } = payload;
    const seconds = Math.ceil(exp - Date.now() / 1000) + 2 * toleranceSeconds;
    if (!jti || [aud].flat().length !== 1 || seconds > longestSeconds) return false;
    return await check.used.putOnce(`assertion:${jti}`, seconds);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_J')) return false;
    throw error;
  }
}
