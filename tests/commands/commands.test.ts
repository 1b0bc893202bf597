import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commands, findCommand, usage } from '../../sidecar/commands/index.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';

test.each(commands.map((command) => [command.usage, command] as const))(
  '"%s" is found by its words',
  (line, command) => {
    const words = line.split(' ');
    const end = words.findIndex((word) => /[^a-z]/.test(word));
    const name = end < 0 ? words : words.slice(0, end);
    expect(findCommand([...name, '--x', 'y'])).toEqual({ command, rest: ['--x', 'y'] });
  },
);

test('an unknown command shows all there are', () => {
  expect(() => findCommand(['areas', 'add'])).toThrow(/unknown command: areas add/);
  expect(() => findCommand([])).toThrow(usage());
});

let house: Installation;
beforeAll(async () => {
  house = await installation();
}, 120_000);
afterAll(() => house?.close(), 60_000);

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

test('realm apply, seed and migrate change nothing the second time', async () => {
  expect(await house.command('realm', 'apply', '--dry-run')).toContain('0 changes');
  expect(await house.command('realm', 'apply')).toContain('0 changes');
  const before = await house.query('select count(*)::int as n from member');
  await house.command('demo', 'seed');
  expect((await house.query('select count(*)::int as n from member')).rows).toEqual(before.rows);
  expect(await house.command('migrate')).toContain('0 migrations');
});

test('a wrong configuration lists every complaint and ends with 2', async () => {
  await expect(house.command('nonsense')).rejects.toThrow(/ended with 2/);
});
