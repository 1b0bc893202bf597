import { type Admin, connectAdmin } from '../keycloak/admin-client.ts';
import type { Config } from '../platform/config.ts';
import { UsageError } from './command.ts';

/** Keycloak's administration as who KEYCLOAK_ADMIN_* names; UsageError where nobody is named. `command`: for that message. */
export async function adminFor(config: Config, command: string): Promise<Admin> {
  const { KEYCLOAK_ADMIN_USERNAME: username, KEYCLOAK_ADMIN_PASSWORD: password } = config;
  if (!username || !password)
    throw new UsageError(`${command} needs KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD (or …_FILE)`);
  return connectAdmin({ url: config.KEYCLOAK_INTERNAL_URL ?? config.KEYCLOAK_URL, username, password });
}
