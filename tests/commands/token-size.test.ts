import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { tokenFindings, tokenFindingsAt } from '../../sidecar/commands/token-size.ts';
import { addMember } from '../../sidecar/members/member-add.service.ts';
import type { GivenGrant } from '../../sidecar/members/member.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let root: string;
beforeAll(async () => {
  database = await testDatabase();
  root = await insertArea(database.db, { slug: 'muster', name: 'Muster', kind: 'network', parentId: null });
});
afterAll(() => database.close());

async function site(number: number): Promise<string> {
  const slug = `standort-${number}-`.padEnd(40, 'x');
  return insertArea(database.db, { slug, name: slug, kind: 'site', parentId: root });
}
async function person(username: string, grants: readonly GivenGrant[]): Promise<string> {
  const names = { firstName: 'Jo', lastName: 'Test', username, locale: 'de' as const, origin: 'test' };
  return addMember(database.db, { kind: 'operator' }, { ...names, grants });
}

test('check realm counts whose token is beyond the bound, and names nobody', async () => {
  const sites = [];
  for (let number = 0; number < 99; number += 1) sites.push(await site(number));
  // A hundred areas with the longest slugs are within the bound for members, not for who manages them.
  await person('alle.mitglied', [{ areaId: root, role: 'member' }]);
  const each = sites.map((areaId) => ({ areaId, role: 'member' as const }));
  await person('alle.einzeln', [{ areaId: root, role: 'member' }, ...each]);
  expect(await tokenFindings(database.db)).toEqual([]);
  for (const username of ['netz.eins', 'netz.zwei'])
    await person(username, [{ areaId: root, role: 'network_manager' }]);
  const past = { areaId: root, role: 'newsroom_manager', endsAt: new Date(0) } as const;
  await person('netz.gewesen', [past]);
  const [finding, ...others] = await tokenFindings(database.db);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ level: 'warning', code: 'token_too_large' });
  expect(finding?.what).toMatch(/of 2 people are longer than 8000 bytes, the longest about 9\d\d\d:/);
  expect(JSON.stringify(finding)).not.toContain('netz.');
});

test('without its database check realm goes on and says what it does not know', async () => {
  const lines: string[] = [];
  const nowhere = 'postgres://nobody@127.0.0.1:9/none';
  expect(await tokenFindingsAt(nowhere, (line) => lines.push(line))).toEqual([]);
  expect(lines).toEqual([expect.stringContaining('cannot be read')]);
});
