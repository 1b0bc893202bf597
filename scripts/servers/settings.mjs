import { Complaint } from './complaint.mjs';
import { choosePorts } from './ports.mjs';

export const databaseName = 'einlass';

/**
 * The realm of this installation; another name lets several share one Keycloak.
 * @param {NodeJS.ProcessEnv} env
 */
export function realmName(env = process.env) {
  const name = env.KEYCLOAK_REALM || 'einlass';
  if (name === 'master' || !/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new Complaint(
      `KEYCLOAK_REALM is "${name}": give a name of a-z, 0-9 and -, and not master, which is Keycloak's own.`,
    );
  return name;
}

/** One password for all demo accounts: they exist on this machine's loopback only. */
export const demoPassword = 'Einlass-Demo-2026';

/**
 * Which servers the person runs themselves, by environment; each replaces an embedded one.
 * @param {NodeJS.ProcessEnv} env
 */
export function ownServers(env = process.env) {
  const keycloakUrl = env.KEYCLOAK_URL?.replace(/\/+$/, '') || undefined;
  const admin = { username: env.KEYCLOAK_ADMIN_USERNAME, password: env.KEYCLOAK_ADMIN_PASSWORD };
  if (keycloakUrl && !(admin.username && admin.password))
    throw new Complaint(
      'KEYCLOAK_URL is set: KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD (an administrator of its master realm) are needed as well.',
    );
  if (env.DATABASE_MIGRATE_URL && !env.DATABASE_URL)
    throw new Complaint(
      'DATABASE_MIGRATE_URL is set without DATABASE_URL: give both, or DATABASE_URL alone.',
    );
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    databaseMigrateUrl: env.DATABASE_MIGRATE_URL || env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    smtpUrl: env.SMTP_URL || undefined,
    keycloak: keycloakUrl ? { url: keycloakUrl, ...admin } : undefined,
  };
}

/** @typedef {ReturnType<typeof ownServers>} OwnServers */

/** Keycloak's own database is embedded even beside a person's DATABASE_URL. @param {OwnServers} own */
export function needsPostgres(own) {
  return !own.databaseUrl || !own.keycloak;
}

/** The ports of what is to be brought up, each checked. @param {OwnServers} own */
export function portsFor(own, env = process.env) {
  return choosePorts(
    [
      ...(own.keycloak ? [] : ['keycloak', 'management']),
      'sidecar',
      'app',
      ...(own.smtpUrl ? [] : ['inbox', 'smtp']),
      ...(needsPostgres(own) ? ['postgres'] : []),
      ...(own.redisUrl ? [] : ['redis']),
    ],
    env,
  );
}
