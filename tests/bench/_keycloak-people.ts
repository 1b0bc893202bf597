import { sql } from 'kysely';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import type { Installation } from '../support/installation.ts';

type Row = { username: string; email: string | null; firstName: string; lastName: string };
const batch = 1000;

/** The first so many people of the database as accounts of the realm, by partialImport in batches. */
export async function fillKeycloak(house: Installation, people: number): Promise<void> {
  const admin = await adminOfMaster();
  for (let offset = 0; offset < people; offset += batch) {
    const { rows } = await sql<Row>`
      select username, email, first_name as "firstName", last_name as "lastName" from member
      where origin in ('import', 'manual') order by username limit ${Math.min(batch, people - offset)} offset ${offset}`.execute(
      house.database.db,
    );
    const users = rows.map(({ email, ...user }) => ({ ...user, ...(email ? { email } : {}), enabled: true }));
    await admin.realms.partialImport({
      realm: house.realm,
      rep: { ifResourceExists: 'SKIP', users } as never,
    });
  }
}

/** Keycloak's own lists of the same people: searched and far down. Answers milliseconds by what was asked. */
export async function timeKeycloak(
  house: Installation,
  people: number,
  rounds: number,
): Promise<Map<string, number[]>> {
  const admin = await adminOfMaster();
  const { realm } = house;
  const asked: Readonly<Record<string, object>> = {
    'first page': { max: 25 },
    'search=müller': { search: 'müller', max: 25 },
    'search=anna (many hits)': { search: 'anna', max: 25 },
    'search=*konzern* (in the middle of a word)': { search: '*konzern*', max: 25 },
    'far down': { first: Math.floor(people * 0.4), max: 25 },
  };
  const times = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1)
    for (const [name, query] of Object.entries(asked)) {
      const start = performance.now();
      await admin.users.find({ realm, ...query });
      // The first round warms it up.
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    }
  return times;
}
