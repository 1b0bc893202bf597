import { readFileSync } from 'node:fs';
import { type Config, ConfigError } from '../platform/config.ts';

type Asked = Pick<Config, 'KEYCLOAK_BULK_SECRET_FILE'>;
const name = 'KEYCLOAK_BULK_SECRET_FILE';
const shortest = 32;

/** The bulk lane's secret, undefined while nobody asked for the lane; throws `ConfigError` for a file that is no use. */
export function bulkSecretOf({ KEYCLOAK_BULK_SECRET_FILE: path }: Asked): string | undefined {
  if (!path) return undefined;
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError([`${name}: the file it names cannot be read`]);
  }
  if (secret.length < shortest)
    throw new ConfigError([
      `${name}: the file must hold at least ${shortest} characters (openssl rand -base64 32)`,
    ]);
  return secret;
}

/**
 * The process that faces the internet must not be able to read what controls the whole realm: throws `ConfigError` if it can,
 * whatever the file holds.
 */
export function refuseReadableBulkSecret({ KEYCLOAK_BULK_SECRET_FILE: path }: Asked): void {
  if (!path) return;
  try {
    readFileSync(path);
  } catch {
    return;
  }
  throw new ConfigError([
    `${name}: the web process can read this file, so whoever breaks into it would control the realm; ` +
      'run "serve" as a user or in a container that cannot',
  ]);
}
