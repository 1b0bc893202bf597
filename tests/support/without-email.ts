import { pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { sql } from 'kysely';
import type { HashedCredential } from '../../sidecar/keycloak/port.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openServices } from '../../sidecar/services.ts';
import type { Installation } from './installation.ts';

/** An initial password, hashed outside in the form that Keycloak stores. */
export function hashedOutside(password: string): HashedCredential {
  const [salt, iterations] = [randomBytes(16), 5];
  const value = pbkdf2Sync(password, salt, iterations, 64, 'sha256');
  return {
    type: 'password',
    temporary: true,
    secretData: JSON.stringify({ value: value.toString('base64'), salt: salt.toString('base64') }),
    credentialData: JSON.stringify({ hashIterations: iterations, algorithm: 'pbkdf2-sha256' }),
  };
}

export type WithoutEmail = { memberId: string; userId: string; username: string };

/** An employee of `area` without e-mail, with an account and an initial password; made through the Keycloak port. */
export async function personWithoutEmail(
  house: Installation,
  [firstName, lastName]: readonly [string, string],
  initialPassword: string,
  area = 'werk-nord',
): Promise<WithoutEmail> {
  const memberId = randomUUID();
  const username = `${firstName}.${lastName}`.toLowerCase();
  const config = parseConfig(house.env as Record<string, string>);
  const services = await openServices(config, pino({ level: 'silent' }));
  try {
    const { userId } = await services.directory.createUser({
      memberId,
      username,
      firstName,
      lastName,
      emailVerified: false,
      locale: 'de',
      enabled: true,
      groupPaths: [`/areas/${area}/member`],
      requiredActions: ['UPDATE_PASSWORD', 'UPDATE_EMAIL'],
      credential: hashedOutside(initialPassword),
    });
    const { db } = house.database;
    await sql`insert into member (id, first_name, last_name, username, origin, state, activated_at, keycloak_user_id, sync_state)
      values (${memberId}, ${firstName}, ${lastName}, ${username}, 'manual', 'active', now(), ${userId}, 'done')`.execute(
      db,
    );
    await sql`insert into "grant" (member_id, area_id, role, origin)
      select ${memberId}, id, 'member', 'manual' from area where slug = ${area}`.execute(db);
    return { memberId, userId, username };
  } finally {
    await services.close();
  }
}
