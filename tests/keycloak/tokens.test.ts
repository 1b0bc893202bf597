import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { accessBytes, tokenBound } from '../../sidecar/areas/access-size.rules.ts';
import { type AppClient, openApi, openApp } from './app-client.ts';
import { newUser, roleGroup } from './people.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';
import { accessOf, hashed } from './tokens.ts';

const doc = readFileSync(new URL('../../docs/tokens.md', import.meta.url), 'utf8');
let fixture: RealmFixture;
let portal: AppClient;
let introspect: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  fixture = await openRealm();
  introspect = await openApi(fixture, 'portal-api');
  portal = await openApp(fixture, { clientId: 'portal', calls: ['portal-api'] });
});
afterAll(() => fixture.close());

const group = async (slug: string, role: string, access: string[]): Promise<string> =>
  (await roleGroup(fixture.directory, slug, role, access)).path;
const slugs = (count: number, length: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index}-`.padEnd(length, 'werk-nord-'));

async function somebody(username: string, groupPaths: string[]) {
  return fixture.directory.createUser(
    newUser({
      username,
      firstName: 'Maximiliane-Charlotte',
      lastName: 'von und zu Hohenlohe-Öhringen',
      email: `${username}@zugang.muster-gruppe.example`,
      employeeNumber: '00471142',
      groupPaths,
      enabled: true,
      requiredActions: [],
      credential: hashed(),
    }),
  );
}

/** Claims that docs/tokens.md lists under a heading: the first column of its table. */
function documented(heading: string): string[] {
  const section = doc.split(/^## /m).find((one) => one.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| (`.+?`) \|/gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
    .toSorted();
}
const sorted = (values: unknown): string[] => (values as string[]).toSorted();

test('an access token holds what docs/tokens.md lists and nothing else, for the audience that was named', async () => {
  await somebody('erika.inhalt', [await group('nord', 'editor', ['nord:editor', 'nord-halle:editor'])]);
  const { accessToken, idToken } = await portal.signIn('erika.inhalt');
  const payload = decodeJwt(accessToken);
  const optional = ['employee_number'];
  expect(Object.keys(payload).toSorted()).toEqual(
    documented('Access token').filter((claim) => !optional.includes(claim)),
  );
  expect(payload).toMatchObject({ azp: 'portal', aud: 'portal-api', locale: 'de', email_verified: false });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  expect(decodeProtectedHeader(accessToken)).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
  expect([accessOf(accessToken), accessOf(idToken)]).toEqual([
    ['nord-halle:editor', 'nord:editor'],
    undefined,
  ]);
});

test('userinfo and introspection say the same areas as the token; to an API that it is not for a token is nothing', async () => {
  await somebody('uwe.gleich', [await group('gleich', 'member', ['gleich:member', 'gleich-halle:member'])]);
  const { accessToken } = await portal.signIn('uwe.gleich');
  const [info, told] = [await portal.userinfo(accessToken), await introspect(accessToken)];
  expect(told['active']).toBe(true);
  expect(accessOf(accessToken)).toHaveLength(2);
  for (const answer of [info, told]) expect(sorted(answer['access'])).toEqual(accessOf(accessToken));
  expect(await (await openApi(fixture, 'other-api'))(accessToken)).toEqual({ active: false });
});

test('the personnel number comes only to an app that was added with it and asks for it', async () => {
  await somebody('nora.nummer', []);
  const payroll = await openApp(fixture, { clientId: 'payroll', employeeNumber: true });
  const scope = 'openid profile email employee_number';
  expect(decodeJwt((await payroll.signIn('nora.nummer')).accessToken)).not.toHaveProperty('employee_number');
  const asked = await payroll.signIn('nora.nummer', { scope });
  expect(decodeJwt(asked.accessToken)['employee_number']).toBe('00471142');
  expect((await payroll.userinfo(asked.accessToken))['employee_number']).toBe('00471142');
  const without = await portal.signIn('nora.nummer');
  expect(await portal.userinfo(without.accessToken)).not.toHaveProperty('employee_number');
  await expect(portal.signIn('nora.nummer', { scope })).rejects.toMatchObject({ error: 'invalid_scope' });
});

test('a change arrives with the next token', async () => {
  const { directory } = fixture;
  const { userId } = await somebody('willi.wandel', [await group('alt', 'member', ['alt:member'])]);
  const first = await portal.signIn('willi.wandel');
  await group('neu', 'editor', ['neu:editor']);
  await directory.joinGroup(userId, await directory.ensureRoleGroup('neu', 'editor'));
  const second = await portal.refresh(first);
  await directory.leaveGroup(userId, await directory.ensureRoleGroup('alt', 'member'));
  const third = await portal.refresh(second);
  expect([first, second, third].map(({ accessToken }) => accessOf(accessToken))).toEqual([
    ['alt:member'],
    ['alt:member', 'neu:editor'],
    ['neu:editor'],
  ]);
  await directory.setEnabled(userId, false);
  await expect(portal.refresh(third)).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('a slim token names no person and no area, userinfo and introspection do', async () => {
  await somebody('susi.schlank', [await group('schlank', 'member', ['schlank:member'])]);
  const slim = await openApp(fixture, { clientId: 'slim', calls: ['portal-api'], slim: true });
  const { accessToken } = await slim.signIn('susi.schlank');
  expect(Object.keys(decodeJwt(accessToken)).toSorted()).toEqual(documented('Slim token'));
  expect(accessToken.length).toBeLessThan(1_000);
  for (const answer of [await slim.userinfo(accessToken), await introspect(accessToken)])
    expect(answer).toMatchObject({ access: ['schlank:member'], preferred_username: 'susi.schlank' });
});

test('tokens with a hundred areas are as long as the formula says, and within the bound as docs/tokens.md promises', async () => {
  const measured: number[] = [];
  for (const [length, role] of [
    [12, 'member'],
    [40, 'member'],
    [30, 'newsroom_manager'],
    [40, 'newsroom_manager'],
  ] as const) {
    const access = slugs(100, length).map((slug) => `${slug}:${role}`);
    const name = `grosse.${role.slice(0, 4)}.${length}`;
    await somebody(name, [await group(name.replaceAll('.', '-'), role, access)]);
    const { accessToken } = await portal.signIn(name);
    expect(accessOf(accessToken)).toHaveLength(100);
    expect(Math.abs(accessToken.length / accessBytes(access) - 1)).toBeLessThan(0.1);
    measured.push(accessToken.length);
  }
  expect(measured.map((bytes) => bytes <= tokenBound)).toEqual([true, true, true, false]);
});
