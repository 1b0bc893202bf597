import { readFileSync } from 'node:fs';
import { z } from 'zod';

const origin = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
  .transform((value) => value.replace(/\/+$/, ''));
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must start with postgres://');
const seconds = z.coerce.number().int().positive();
const listenAddress = z
  .string()
  .regex(/^(\[[0-9a-f:.]+\]|[^\s:[\]]+):\d{1,5}$/i, 'must be host:port, such as 127.0.0.1:9464')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65535, 'must end with a port of at most 65535');

/** Every setting of the sidecar; each secret may also come as `NAME_FILE` (a path). */
export const configSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  PUBLIC_URL: origin,
  /** Where Keycloak reaches the web process, if not at PUBLIC_URL; takes effect with `realm apply`. */
  INTERNAL_URL: origin.optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Reverse proxies in front of the web process whose X-Forwarded-For is believed. */
  TRUSTED_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  DATABASE_URL: databaseUrl,
  DATABASE_MIGRATE_URL: databaseUrl.optional(),
  /** At least 4: an import that stores all or nothing holds one and works beside it on another. */
  DATABASE_POOL: z.coerce.number().int().min(4).max(200).default(10),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must start with redis://'),
  REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'may hold a-z, 0-9 and -')
    .default('einlass'),
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must start with smtp:// or smtps://'),
  /** The one host of SMTP_URL, besides this machine, that is reached without TLS: a mailbox for trying, in a private network. */
  SMTP_CLEARTEXT_HOST: z.string().optional(),
  MAIL_FROM: z.string().min(3).default('Einlass <einlass@localhost>'),
  /** All three, or none: then mails are not signed. */
  DKIM_DOMAIN: z.string().optional(),
  DKIM_SELECTOR: z.string().optional(),
  DKIM_KEY: z.string().optional(),
  /** Where reports about undeliverable mail go, as <local>+<what we add>@<domain>; left out: they go to MAIL_FROM and nobody reads them here. */
  BOUNCE_ADDRESS: z
    .string()
    .regex(
      /^[a-z0-9._-]{1,12}@[a-z0-9-]+(\.[a-z0-9-]+)*$/i,
      'must be an address such as bounces@app.example, with at most 12 letters, digits, dots, - or _ before the @',
    )
    .optional(),
  /** Host and port on which `work` takes such reports by SMTP; left out: it does not. */
  BOUNCE_LISTEN: listenAddress.optional(),
  /** Signs what a mail server hands in at POST /hooks/bounces; left out: that address does not exist. */
  BOUNCE_HOOK_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** Host and port, in a private network, on which `work` tells its figures; left out: it does not. */
  METRICS_LISTEN: listenAddress.optional(),
  /** The same for `serve`, so that both can run on one machine with one environment. */
  METRICS_LISTEN_WEB: listenAddress.optional(),
  KEYCLOAK_URL: origin,
  KEYCLOAK_INTERNAL_URL: origin.optional(),
  KEYCLOAK_REALM: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'may hold a-z, 0-9 and -')
    .default('einlass'),
  /** Most calls at once by which the worker makes and changes accounts; fewer while Keycloak is slow. */
  KEYCLOAK_PARALLEL: z.coerce.number().int().min(1).max(64).default(12),
  /**
   * A file with the secret of the bulk lane, for `work` and `realm apply` alone; a path and no value, because who has the secret
   * controls the realm, and an environment is read by too many. Left out: no bulk lane.
   */
  KEYCLOAK_BULK_SECRET_FILE: z.string().min(1).optional(),
  KEYS_DIR: z.string().min(1),
  START_APP_URL: origin.optional(),
  /** Exact addresses at which apps begin a registration, separated by blanks or commas; `/register?app=` leads to no other. */
  REGISTRATION_APPS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be http(s) addresses, separated by blanks' }))),
  /** For the times that people read in pages and mails. */
  TIME_ZONE: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
      'is no time zone such as Europe/Berlin',
    )
    .default('Europe/Berlin'),
  COMPANY_NAME: z.string().min(1).default('Einlass'),
  INVITATION_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  /** At most half of what a paced campaign may be late (mail/pace.rules.ts). */
  SWEEP_SECONDS: seconds.max(60).default(15),
  FEED_SECONDS: seconds.default(3),
  RECONCILE_HOURS: z.coerce.number().int().min(1).max(168).default(6),
  LEASE_SECONDS: seconds.default(120),
  LINK_REMOVAL_SECONDS: seconds.default(3600),
  /** Hour of the day in TIME_ZONE from which the worker forgets what is over, once a night. */
  RETENTION_HOUR: z.coerce.number().int().min(0).max(23).default(3),
  /** Managing roles give TOTP or a security key at sign-in; takes effect with `realm apply`. */
  REQUIRE_SECOND_FACTOR: z.stringbool({ error: 'must be true or false' }).default(true),
  /** Slugs of areas, separated by blanks or commas, that Keycloak can close apps by (docs/gate.md); takes effect with `realm apply`. */
  AREA_GATES: z
    .string()
    .default('')
    .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be slugs of areas, separated by blanks'))),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  KEYCLOAK_ADMIN_USERNAME: z.string().optional(),
  KEYCLOAK_ADMIN_PASSWORD: z.string().optional(),
  DEMO_PASSWORD: z.string().optional(),
  DEMO_APP_URL: origin.optional(),
  DEMO_APP_SECRET: z.string().optional(),
});

/** What is of no use without something else, which is then missing by mistake. */
const needed = [
  ['BOUNCE_LISTEN', 'BOUNCE_ADDRESS'],
  ['BOUNCE_HOOK_SECRET', 'BOUNCE_ADDRESS'],
] as const;

export type Config = z.output<typeof configSchema>;

/** All complaints at once, one a line, each naming its variable. */
export class ConfigError extends Error {
  constructor(complaints: readonly string[]) {
    super(
      `The configuration has ${complaints.length} error(s):\n${complaints.map((c) => `  ${c}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/** Parses the environment once; throws ConfigError with every complaint. `readFile` serves the `*_FILE` variables. */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const complaints: string[] = [];
  const input: Record<string, string> = {};
  for (const name of Object.keys(configSchema.shape)) {
    const value = env[name];
    const file = env[`${name}_FILE`];
    if (value !== undefined && value !== '') input[name] = value;
    else if (file) {
      try {
        input[name] = readFile(file).trim();
      } catch {
        complaints.push(`${name}_FILE: the file it names cannot be read`);
      }
    }
  }
  for (const [name, other] of needed)
    if (input[name] !== undefined && input[other] === undefined)
      complaints.push(`${name}: needs ${other}, because reports are known by the address that they go to`);
  const parsed = configSchema.safeParse(input);
  if (parsed.success && complaints.length === 0) return parsed.data;
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    const missing = input[name] === undefined;
    if (!(missing && env[`${name}_FILE`]))
      complaints.push(`${name}: ${missing ? 'is missing' : issue.message}`);
  }
  throw new ConfigError(complaints);
}
