import { afterAll, beforeAll } from '@jest/globals';
import { newestInvitation } from '../../sidecar/invitations/life.store.ts';
import { insertAreas } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { accounts, house } from './life.ts';
import '../../sidecar/audit/audit.table.ts';

/** One database for the file that imports this. */
export let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

export const keycloak = accounts(() => 0);
export const month = 30 * 24 * 3600;
export const fresh = () => house(database.db, keycloak.directory);

export async function newest(memberId: string) {
  const found = await newestInvitation(database.db, memberId);
  if (!found) throw new Error('no invitation');
  return found;
}
export async function actsOf(memberId: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('audit')
    .select('act')
    .where('member_id', '=', memberId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.act);
}
export const set = (memberId: string, values: { state?: 'active' | 'suspended'; email?: null }) =>
  database.db.updateTable('member').set(values).where('id', '=', memberId).execute();
