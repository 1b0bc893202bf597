import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** A field of the network's own; its key. */
export async function ownField(db: Db): Promise<string> {
  const key = `own${randomUUID().slice(0, 8)}`;
  await sql`insert into member_field (key, name_de, name_en, type, position) values (${key}, ${key}, ${key}, 'text', 9)`.execute(
    db,
  );
  return key;
}

/** What the forms about fields send. */
export const fieldBodies = (name: string): Record<string, Record<string, string>> => ({
  '/admin/settings/fields/new': { nameDe: name, nameEn: name, type: 'text' },
  '/admin/settings/fields/:id/edit': { version: '1', nameDe: 'Nummer', nameEn: 'Number' },
  '/admin/settings/fields/:id/move': { direction: 'up' },
  '/admin/settings/fields/:id/remove': { version: '1' },
  '/admin/settings/fields/comparison': {},
  '/admin/settings/fields/comparison/apply': { change: randomUUID() },
  '/admin/settings/fields/comparison/cancel': { change: randomUUID() },
  '/admin/settings/fields/areas': {},
});
