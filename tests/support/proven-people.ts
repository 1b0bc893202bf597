import { randomBytes } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { RegistrationTable, Way } from '../../sidecar/registration/registration.table.ts';
import type { Installation } from './installation.ts';

type Applicant = Partial<Insertable<RegistrationTable>> & { id: string; email: string };
const atOnce = 500;

/** Somebody with a proven address for each of these, at a place of their own unless `visitor` says one; the workers are not told yet. */
export async function provenPeople(
  { database: { db } }: Installation,
  way: Way,
  people: readonly Applicant[],
): Promise<string[]> {
  const now = new Date();
  const rows = people.map((person) => ({
    way,
    state: 'deciding' as const,
    locale: 'de',
    browser: randomBytes(32),
    own_start: true,
    visitor: randomBytes(32),
    created_at: now,
    expires_at: new Date(now.getTime() + 25 * 60_000),
    ...person,
  }));
  for (let start = 0; start < rows.length; start += atOnce)
    await db
      .insertInto('registration')
      .values(rows.slice(start, start + atOnce))
      .execute();
  return rows.map(({ id }) => id);
}
