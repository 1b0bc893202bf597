import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commands, findCommand, helpFor, usage } from '../../sidecar/commands/index.ts';
import { appCommand } from '../apps/_add-app.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';
import { run } from '../support/processes.ts';

test.each(commands.map((command) => [command.usage, command] as const))(
  '"%s" is found by its words, and takes more only if it says so',
  (line, command) => {
    const words = line.split(' ');
    const end = words.findIndex((word) => /[^a-z]/.test(word));
    const name = end < 0 ? words : words.slice(0, end);
    expect(findCommand(name)).toEqual({ command, rest: [] });
    const more = () => findCommand([...name, '--x', 'y']);
    if (end < 0) expect(more).toThrow(`${line} takes nothing more`);
    else expect(more()).toEqual({ command, rest: ['--x', 'y'] });
    for (const asked of [
      ['help', ...name],
      [...name, '--help'],
      [...name, '-h', 'x'],
    ])
      expect(helpFor(asked)).toBe(`${line}\n  ${command.summary}`);
  },
);

test('an unknown command shows all there are', () => {
  expect(() => findCommand(['areas', 'add'])).toThrow(/unknown command: areas add/);
  expect(() => findCommand([])).toThrow(usage());
  for (const asked of [['help'], ['--help'], ['-h'], ['help', 'areas']]) expect(helpFor(asked)).toBe(usage());
  expect(helpFor(['area', 'add', 'help'])).toBeUndefined();
});

test('help is there without any setting, and does nothing', async () => {
  const told = await run(process.execPath, ['sidecar/main.ts', 'migrate', '--help']);
  expect(told).toMatch(/^migrate\n {2}\S/);
  const unknown = run(process.execPath, ['sidecar/main.ts', 'keys', 'rotate', '--afer', '1'], house.env);
  await expect(unknown).rejects.toThrow(/ended with 2:\nUnknown option '--afer'[^\n]*\n$/);
});

let house: Installation;
beforeAll(async () => {
  house = await installation();
});
afterAll(() => house?.close());

test('areas are added, renamed and listed; bad input says what to do', async () => {
  await house.command('area', 'add', 'Werk Süd-Ost', '--below', 'werk-sued', '--kind', 'site');
  await house.command('area', 'rename', 'werk-sued-ost', 'Werk Südost');
  expect(await house.command('area', 'list')).toContain('    werk-sued-ost  Werk Südost  (site)');
  await expect(house.command('area', 'add', 'Werk Süd-Ost')).rejects.toThrow(
    /There is an area with this slug already/,
  );
  await expect(house.command('area', 'add', 'X', '--below', 'nowhere')).rejects.toThrow(
    /no such area to put it below/,
  );
  await expect(house.command('area', 'add', 'X', '--kind', 'planet')).rejects.toThrow(/--kind must be/);
  await expect(house.command('area', 'rename', 'nowhere', 'X')).rejects.toThrow(/does not exist/);
});

test('the group of an area opens what lies below it', async () => {
  const { rows } = await house.query(
    `select g.access from area_group g join area a on a.id = g.area_id where a.slug = 'werk-sued' and g.role = 'member'`,
  );
  expect(rows[0]?.['access']).toEqual(['werk-sued:member', 'werk-sued-ost:member']);
});

test('the first network manager is invited from the command line', async () => {
  const address = `chefin.${Date.now()}@muster.example`;
  await house.command(
    'manager',
    'invite',
    address.toUpperCase(),
    '--first-name',
    'Carla',
    '--last-name',
    'Chefin',
  );
  const link = linkIn(await mailTo(address));
  expect((await fetch(link)).status).toBe(200);
  await expect(
    house.command('manager', 'invite', address, '--first-name', 'Carla', '--last-name', 'Chefin'),
  ).rejects.toThrow(/exists already/);
  await expect(house.command('manager', 'invite', 'nonsense')).rejects.toThrow(/takes an e-mail address/);
});

test('an app is added, told what to paste, listed and noted; a second one of its name changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'einlass-app-'));
  const add = (...args: string[]) => appCommand(house.env, 'add', ...args);
  const web = ['web', 'portal', '--url', 'https://portal.example'];
  expect(await add(...web, '--dry-run')).toContain('"secret": "***"');
  expect(await house.command('app', 'list')).toContain('No apps yet');
  const told = await add(...web);
  const secret = /^CLIENT_SECRET=(\S{43})$/m.exec(told)?.[1];
  expect(secret).toBeDefined();
  expect(told).toContain(`ISSUER=${house.keycloakUrl}/realms/${house.realm}\nCLIENT_ID=portal\n`);
  expect(told).toContain(`REGISTRATION_APPS="${house.appUrl}/register https://portal.example/register"`);
  expect(told).toContain('must reach https://portal.example/backchannel-logout');
  await expect(add(...web)).rejects.toThrow(/a client portal already, and it was not changed/);
  const token = `${house.keycloakUrl}/realms/${house.realm}/protocol/openid-connect/token`;
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'portal' });
  body.set('client_secret', secret ?? '');
  // The secret that was printed is the client's: a wrong one is `unauthorized_client`.
  expect(await (await fetch(token, { method: 'POST', body })).json()).toMatchObject({
    error: 'invalid_grant',
  });
  const file = join(folder, 'secret');
  const api = ['api', 'portal-api', '--secret-file', file];
  expect(await add(...api)).toContain(`The secret is in ${file}`);
  expect([readFileSync(file, 'utf8').trim().length, statSync(file).mode & 0o777]).toEqual([43, 0o600]);
  await expect(add('api', 'other-api', '--secret-file', file)).rejects.toThrow(/exists already/);
  const spa = ['spa', 'page', '--url', 'https://page.example', '--calls'];
  await expect(add(...spa, 'nobody')).rejects.toThrow(/no API nobody to call: add it first/);
  await expect(add(...spa, 'portal-api', '--gate', 'nowhere')).rejects.toThrow(/must stand in AREA_GATES/);
  // Nobody said where the API is: its setting is empty, which is told.
  expect(await add(...spa, 'portal-api')).toContain(
    'Write the address of the API that the app calls into apiUrl',
  );
  expect(await appCommand(house.env, 'list')).toBe(
    'page  spa  https://page.example/\nportal  web  https://portal.example/\nportal-api  api',
  );
  const { rows } = await house.query(
    `select actor_kind, details from audit where act = 'app.added' order by id`,
  );
  expect(rows).toEqual(
    [
      ['portal', 'web'],
      ['portal-api', 'api'],
      ['page', 'spa'],
    ].map(([app, kind]) => ({ actor_kind: 'operator', details: { app, kind } })),
  );
  rmSync(folder, { recursive: true });
});

test('realm apply, seed and migrate change nothing the second time', async () => {
  expect(await house.command('realm', 'apply', '--dry-run')).toContain('0 changes');
  expect(await house.command('realm', 'apply')).toContain('0 changes');
  const gate = { AREA_GATES: 'werk-nord' };
  expect(await house.commandWith(gate, 'realm', 'apply')).not.toContain('CAUTION');
  const closed = ['web', 'closed', '--url', 'https://closed.example', '--gate', 'werk-nord'];
  await appCommand({ ...house.env, ...gate }, 'add', ...closed);
  // The setting is forgotten: the app is open from now on, which is told.
  expect(await house.command('realm', 'apply')).toMatch(
    /CAUTION: client "closed"[\s\S]*add werk-nord to AREA_GATES/,
  );
  expect(await house.command('realm', 'apply')).toMatch(/CAUTION[\s\S]*\n0 changes/);
  const before = await house.query('select count(*)::int as n from member');
  await house.command('demo', 'seed');
  expect((await house.query('select count(*)::int as n from member')).rows).toEqual(before.rows);
  expect(await house.command('migrate')).toContain('0 migrations');
});

test('a wrong configuration lists every complaint and ends with 2', async () => {
  await expect(house.command('nonsense')).rejects.toThrow(/ended with 2/);
});
