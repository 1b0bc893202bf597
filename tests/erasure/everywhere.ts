import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { firstSheet } from '../imports/cells.ts';
import type { Installation } from '../support/installation.ts';
import { redisValues } from '../support/redis-values.ts';
import { servers } from '../support/servers.ts';

type Column = { table: string; name: string; type: string };

/** Tables and columns of a database in which the mark stands anywhere, packed files opened. */
async function inDatabase(url: string, mark: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: columns } = await client.query<Column>(
      `select c.table_name as "table", c.column_name as name, c.data_type as type from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE'`,
    );
    const found: string[] = [];
    for (const { table, name, type } of columns) {
      const value = `t."${name}"`;
      const { rows } =
        type === 'bytea'
          ? await client.query<{ raw: Buffer }>(
              `select ${value} as raw from "${table}" t where ${value} is not null`,
            )
          : await client.query<{ text: string }>(
              `select to_jsonb(${value})::text as text from "${table}" t where to_jsonb(${value})::text ilike $1`,
              [`%${mark}%`],
            );
      const hits = type === 'bytea' ? await packed(rows as { raw: Buffer }[], mark) : rows.length > 0;
      if (hits) found.push(`${table}.${name}`);
    }
    return found;
  } finally {
    await client.end();
  }
}

const zip = Buffer.from('PK\u0003\u0004');

async function packed(rows: readonly { raw: Buffer }[], mark: string): Promise<boolean> {
  for (const { raw } of rows) {
    // All four bytes of a workbook's head: what is random begins with two of them now and then.
    const sheet = raw.subarray(0, 4).equals(zip) ? JSON.stringify((await firstSheet(raw)).rows) : '';
    if (`${raw.toString('utf8')}${sheet}`.toLowerCase().includes(mark)) return true;
  }
  return false;
}

/** Keys of Redis that hold the mark in their name or their value, whatever kind they are of. */
async function inRedis(url: string, mark: string): Promise<string[]> {
  return (await redisValues(url))
    .filter(({ key, value }) => `${key} ${value} ${tokensIn(value)}`.toLowerCase().includes(mark))
    .map(({ key }) => key.replace(/[\w-]{20,}/, '…'));
}

/** What stands in the tokens of a value. */
const tokensIn = (text: string): string =>
  [...text.matchAll(/eyJ[\w-]+\.(eyJ[\w-]+)\./g)]
    .map(([, body = '']) => Buffer.from(body, 'base64url').toString())
    .join(' ');

const keycloakDatabase = (): string => {
  const url = new URL(servers().postgresUrl);
  url.pathname = '/keycloak';
  return url.href;
};

/** Everywhere a mark of somebody may stand, each place as docs/data-protection.md names it. */
export async function everywhere(house: Installation, mark: string, metrics: string): Promise<string[]> {
  const keycloakLog = join(dirname(servers().keycloakThemes), 'logs', 'keycloak.log');
  const texts: Readonly<Record<string, string>> = {
    'log of web': house.web().output(),
    'log of worker': house.worker().output(),
    metrics: await (await fetch(metrics)).text(),
    'log of Keycloak': readFileSync(keycloakLog, 'utf8'),
  };
  return [
    ...(await inDatabase(house.database.migrateUrl, mark)),
    ...(await inDatabase(keycloakDatabase(), mark)).map((name) => `keycloak.${name}`),
    ...(await inRedis(house.redis.url, mark)).map((key) => `redis ${key}`),
    ...Object.entries(texts).flatMap(([name, text]) => (text.toLowerCase().includes(mark) ? [name] : [])),
  ];
}
