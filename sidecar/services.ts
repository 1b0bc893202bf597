import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { type GatewayOptions, openGateway } from './keycloak/gateway.ts';
import { keycloakFigures } from './keycloak/figures.ts';
import type { Observer } from './keycloak/observer.port.ts';
import type { Directory, OwnSignIns } from './keycloak/port.ts';
import type { SigningKey } from './keycloak/service-token.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { type Db, openDb } from './platform/db.ts';
import { openTexts, type Texts } from './platform/i18n.ts';
import { type Keys, openKeys } from './platform/keys.ts';
import type { Log } from './platform/log.ts';
import { type Nudger, openNudger } from './platform/queue.ts';
import { type Metrics, openMetrics } from './platform/metrics.ts';
import { openRedis, type ShortLived, shortLived } from './platform/redis.ts';

/** What every process of the sidecar shares. */
export type Services = {
  config: Config;
  log: Log;
  clock: Clock;
  keys: Keys;
  db: Db;
  redis: Redis;
  store: ShortLived;
  nudger: Nudger;
  metrics: Metrics;
  directory: Directory & Observer & OwnSignIns;
  /** By which other ways to the same realm are opened. */
  keycloak: GatewayOptions;
  texts: Texts;
  issuer: string;
  /** The realm's address for our own calls. */
  internalIssuer: string;
  currentKey: () => SigningKey;
  root: string;
  close(): Promise<void>;
};

export async function openServices(config: Config, log: Log, clock: Clock = systemClock): Promise<Services> {
  const keys = await openKeys(config.KEYS_DIR, clock, (err) =>
    log.warn({ err }, 'KEYS_DIR could not be read again; the keys read before stay in use'),
  );
  const root = fileURLToPath(new URL('.', import.meta.url));
  const db = openDb(config.DATABASE_URL, config.DATABASE_POOL, (err) =>
    log.warn({ err }, 'database connection lost'),
  );
  const redis = openRedis(config.REDIS_URL, (err) => log.warn({ err }, 'Redis is away'));
  const nudger = openNudger(config.REDIS_URL, `${config.REDIS_PREFIX}-queue`, log);
  const internalUrl = config.KEYCLOAK_INTERNAL_URL ?? config.KEYCLOAK_URL;
  const realm = `/realms/${config.KEYCLOAK_REALM}`;
  const currentKey = (): SigningKey => {
    const [key] = keys.signing;
    if (!key) throw new Error('KEYS_DIR holds no signing key');
    return { privateKey: key.privateKey, kid: key.kid };
  };
  const issuer = `${config.KEYCLOAK_URL}${realm}`;
  const metrics = openMetrics();
  const observe = keycloakFigures(metrics);
  const keycloak = {
    url: internalUrl,
    realm: config.KEYCLOAK_REALM,
    issuer,
    currentKey,
    now: clock,
    observe,
  };
  return {
    config,
    log,
    clock,
    keys,
    db,
    redis,
    nudger,
    metrics,
    issuer,
    currentKey,
    root,
    store: shortLived(redis, config.REDIS_PREFIX),
    directory: openGateway(keycloak),
    keycloak,
    texts: openTexts(root),
    internalIssuer: `${internalUrl}${realm}`,
    async close() {
      keys.close();
      await nudger.close();
      redis.disconnect();
      await db.destroy();
    },
  };
}
