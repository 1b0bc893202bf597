import { type JWTVerifyGetKey, jwtVerify } from 'jose';
import { AppError } from '../platform/errors.ts';
import type { ShortLived } from '../platform/redis.ts';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const bindingSeconds = 8 * 3600;

export type BackchannelDeps = {
  store: ShortLived;
  keys: JWTVerifyGetKey;
  issuer: string;
  clientId: string;
  destroySession(sessionId: string): Promise<void>;
};

/** One `sid` stands for the sign-ins at all clients. */
const keyFor = ({ clientId }: Pick<BackchannelDeps, 'clientId'>, sid: string): string =>
  `sid:${clientId}:${sid}`;

/** Our session ids by Keycloak's `sid`, as long as a session lives. */
export function bindSession(
  deps: Pick<BackchannelDeps, 'store' | 'clientId'>,
  sid: string,
  sessionId: string,
): Promise<void> {
  return deps.store.put(keyFor(deps, sid), sessionId, bindingSeconds);
}

/** Ends the session that a verified logout token names (OpenID Connect Back-Channel Logout 1.0, 2.6); `invalid_flow` for any other token. */
export async function backchannelLogout(deps: BackchannelDeps, logoutToken: string): Promise<void> {
  const verified = await jwtVerify(logoutToken, deps.keys, {
    issuer: deps.issuer,
    audience: deps.clientId,
    algorithms: ['RS256'],
    requiredClaims: ['sid', 'jti', 'iat', 'events'],
    maxTokenAge: 300,
    clockTolerance: 5,
  }).catch((cause: unknown) => {
    throw new AppError('invalid_flow', { cause });
  });
  const { events, nonce, sid } = verified.payload;
  if (nonce !== undefined || !(events as Record<string, unknown> | null)?.[logoutEvent])
    throw new AppError('invalid_flow');
  const key = keyFor(deps, String(sid));
  const sessionId = await deps.store.read<string>(key);
  if (!sessionId) return;
  // In this order a Redis that hiccups makes Keycloak's call fail and be seen, not the binding vanish.
  await deps.destroySession(sessionId);
  await deps.store.drop(key);
}
