import { SignJWT } from 'jose';
import { AppError } from '../platform/errors.ts';
import { type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Keys } from '../platform/keys.ts';
import type { Log } from '../platform/log.ts';
import type { ShortLived } from '../platform/redis.ts';
import { randomSecret } from '../platform/secrets.ts';
import { leaseOf } from './answer.ts';
import { type AssertionCheck, isKeycloak } from './client-assertion.ts';
import type { Grant, Redemption } from './redemption.ts';
import { grantFits, type TokenBody, tokenBody } from './token.rules.ts';

export type TokenDeps = {
  store: ShortLived;
  redemptions: Readonly<Record<string, Pick<Redemption, 'redeem'>>>;
  issuer: string;
  clientId: string;
  keys: Pick<Keys, 'signing'>;
  assertion: AssertionCheck;
  log: Log;
};

const route = routesFor<object, 'public'>();
/**
 * Keycloak does not repeat a POST that fails on a kept connection whose other end is gone (seen on 26.7.4): somebody's sign-in would
 * break at each of our restarts.
 */
const headers = { connection: 'close' };
const refused = (error: string, status = 400): Reply => ({ json: { error }, status, headers });

async function idToken(deps: TokenDeps, grant: Grant): Promise<string> {
  const [key] = deps.keys.signing;
  if (!key) throw new AppError('internal', { cause: new Error('no signing key') });
  return new SignJWT(grant.nonce ? { nonce: grant.nonce } : {})
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .setIssuer(deps.issuer)
    .setAudience(deps.clientId)
    .setSubject(grant.subject)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(key.privateKey);
}

async function token(deps: TokenDeps, body: TokenBody): Promise<Reply> {
  if (!(await isKeycloak(deps.assertion, body))) return refused('invalid_client', 401);
  if (body.client_id !== undefined && body.client_id !== deps.clientId) return refused('invalid_client', 401);
  if (body.grant_type !== 'authorization_code') return refused('unsupported_grant_type');
  const grant = await deps.store.take<Grant>(`code:${leaseOf(body.code ?? '')}`);
  if (!grant || !grantFits(body, grant)) return refused('invalid_grant');
  try {
    await deps.redemptions[grant.kind]?.redeem(grant.id, grant.lease);
  } catch (error) {
    deps.log.warn({ err: error, kind: grant.kind, subject: grant.id }, 'redemption failed');
    const gone = error instanceof AppError && error.code === 'gone';
    return gone ? refused('invalid_grant') : refused('temporarily_unavailable', 503);
  }
  const id_token = await idToken(deps, grant);
  // Keycloak wants an access token in the answer; this one means nothing and is kept nowhere, there is no userinfo.
  return { json: { token_type: 'Bearer', access_token: randomSecret(), expires_in: 60, id_token }, headers };
}

/** The broker's back channel; signing keys are published current and previous, so that rotation needs no pause. */
export function tokenRoutes(deps: TokenDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'post',
      path: '/op/token',
      right: 'public',
      machine: true,
      body: tokenBody,
      handler: ({ body }) => token(deps, body),
    }),
    route({
      method: 'get',
      path: '/op/jwks',
      right: 'public',
      machine: true,
      handler: () => ({ json: { keys: deps.keys.signing.map((key) => key.publicJwk) }, headers }),
    }),
  ];
}
