import { createHmac, randomBytes } from 'node:crypto';
import { RedisSessions } from '../../sidecar/platform/http/session.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import { openRedis } from '../../sidecar/platform/redis.ts';
import { subKeys } from '../../sidecar/platform/secrets.ts';
import type { Installation } from './installation.ts';

/** How each part of the site keeps its sessions (sidecar/app-sign-in.ts). */
const places = {
  '/admin': { purpose: 'session', prefix: '', name: 'einlass_session' },
  '/me': { purpose: 'session of /me', prefix: ':me', name: 'einlass_me' },
} as const;

/**
 * The cookie of somebody who has signed in: the session is written by the same store and signed with the same key as the web
 * process does after Keycloak's answer, so a test need not walk through a login page for every person.
 */
export async function sessionCookie(
  { env }: Installation,
  keycloakUserId: string,
  place: keyof typeof places = '/admin',
): Promise<string> {
  const { purpose, prefix, name } = places[place];
  const { ring } = await loadKeys(String(env['KEYS_DIR']));
  const [secret] = subKeys(ring, purpose).map((key) => key.toString('base64url'));
  const redis = openRedis(String(env['REDIS_URL']), () => {});
  const store = new RedisSessions(redis, (env['REDIS_PREFIX'] ?? 'einlass') + prefix);
  const id = randomBytes(24).toString('base64url');
  const cookie = { originalMaxAge: null, httpOnly: true, path: '/', sameSite: 'lax' as const };
  await new Promise<void>((resolve, reject) =>
    store.set(id, { cookie, person: { userId: keycloakUserId } } as never, (error) =>
      error ? reject(error as Error) : resolve(),
    ),
  );
  redis.disconnect();
  const signature = createHmac('sha256', String(secret)).update(id).digest('base64').replace(/=+$/, '');
  return `${name}=${encodeURIComponent(`s:${id}.${signature}`)}`;
}

/** The same for the administrator of this user name. */
export async function cookieOf(house: Installation, username: string): Promise<string> {
  const { keycloak_user_id: userId } = await house.database.db
    .selectFrom('member')
    .select('keycloak_user_id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  return sessionCookie(house, String(userId));
}
