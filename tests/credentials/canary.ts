import { sql } from 'kysely';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import type { Installation } from '../support/installation.ts';
import { redisValues } from '../support/redis-values.ts';

/** Everything that this installation has written down, by where it stands. */
export type Traces = Readonly<Record<string, string>>;

async function database({ database: { db } }: Installation): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    db,
  );
  const texts: Record<string, string> = {};
  for (const { name } of rows) {
    const table = await sql<{
      row: string;
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db);
    texts[`table ${name}`] = table.rows.map(({ row }) => row).join('\n');
  }
  return texts;
}

/** Keys of sessions, and queues with the payloads of their jobs. */
async function redis({ redis: { url } }: Installation): Promise<Record<string, string>> {
  const all = await redisValues(url);
  return { Redis: all.map(({ key, value }) => `${key} ${value}`).join('\n') };
}

async function keycloak({ realm }: Installation): Promise<Record<string, string>> {
  const admin = await adminOfMaster();
  const events = await admin.realms.findEvents({ realm, max: 10_000 });
  const adminEvents = await admin.realms.findAdminEvents({ realm, max: 10_000 });
  return { 'Keycloak events': JSON.stringify(events), 'Keycloak admin events': JSON.stringify(adminEvents) };
}

export async function tracesOf(house: Installation): Promise<Traces> {
  return {
    ...(await database(house)),
    ...(await redis(house)),
    ...(await keycloak(house)),
    'log of web': house.web().output(),
    'log of the worker': house.worker().output(),
  };
}

/** Where one of these passwords stands, as it is, without hyphens, or encoded. */
export function foundIn(traces: Traces, passwords: readonly string[]): string[] {
  const forms = passwords.flatMap((password) => [
    password,
    password.replaceAll('-', ''),
    encodeURIComponent(password),
    Buffer.from(password).toString('base64').replace(/=+$/, ''),
    Buffer.from(password).toString('hex'),
  ]);
  return Object.entries(traces).flatMap(([place, text]) =>
    forms.some((form) => text.includes(form)) ? place : [],
  );
}
