import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '../support/free-port.ts';

type Env = Record<string, string | undefined>;
type Own = Record<'databaseUrl' | 'databaseMigrateUrl' | 'redisUrl' | 'smtpUrl', string | undefined> & {
  keycloak: { url: string; username: string; password: string } | undefined;
};
type Settings = {
  ownServers(env: Env): Own;
  needsPostgres(own: Own): boolean;
  portsFor(own: Own, env: Env): Promise<Record<string, number>>;
  realmName(env: Env): string;
};
type Ports = { portTable: Record<'sidecar' | 'app', { variable: string }> };

const servers = new URL('../../scripts/servers/', import.meta.url);
const { needsPostgres, ownServers, portsFor, realmName } = (await import(
  new URL('settings.mjs', servers).href
)) as Settings;
const { portTable } = (await import(new URL('ports.mjs', servers).href)) as Ports;

const keycloak = {
  KEYCLOAK_URL: 'https://id.muster.example/',
  KEYCLOAK_ADMIN_USERNAME: 'root',
  KEYCLOAK_ADMIN_PASSWORD: 'x',
};
const database = { DATABASE_URL: 'postgres://app@db/einlass' };
const nothing = {
  databaseUrl: undefined,
  databaseMigrateUrl: undefined,
  redisUrl: undefined,
  smtpUrl: undefined,
  keycloak: undefined,
};
/** Every port free to choose, so that nothing that runs here is in the way. */
const anyPorts = Object.fromEntries(Object.values(portTable).map(({ variable }) => [variable, '0']));

test('without a word of their own everything is embedded; empty variables say nothing', () => {
  expect(ownServers({})).toEqual(nothing);
  const empty = { DATABASE_URL: '', DATABASE_MIGRATE_URL: '', REDIS_URL: '', SMTP_URL: '', KEYCLOAK_URL: '' };
  expect(ownServers(empty)).toEqual(nothing);
});

test('each server that is named replaces an embedded one', () => {
  const env = { ...database, REDIS_URL: 'redis://r', SMTP_URL: 'smtp://s', ...keycloak };
  expect(ownServers(env)).toEqual({
    databaseUrl: 'postgres://app@db/einlass',
    databaseMigrateUrl: 'postgres://app@db/einlass',
    redisUrl: 'redis://r',
    smtpUrl: 'smtp://s',
    keycloak: { url: 'https://id.muster.example', username: 'root', password: 'x' },
  });
  const migrate = { ...database, DATABASE_MIGRATE_URL: 'postgres://owner@db/einlass' };
  expect(ownServers(migrate)).toMatchObject({
    databaseUrl: 'postgres://app@db/einlass',
    databaseMigrateUrl: 'postgres://owner@db/einlass',
  });
});

test.each(['KEYCLOAK_ADMIN_USERNAME', 'KEYCLOAK_ADMIN_PASSWORD'])(
  'a Keycloak of their own without %s is refused, naming what is missing',
  (name) => {
    expect(() => ownServers({ ...keycloak, [name]: '' })).toThrow(name);
    expect(() => ownServers({ ...keycloak, [name]: undefined })).toThrow(name);
  },
);

test('a database to migrate without one to use is refused', () => {
  expect(() => ownServers({ DATABASE_MIGRATE_URL: 'postgres://owner@db/einlass' })).toThrow(
    'DATABASE_MIGRATE_URL is set without DATABASE_URL',
  );
});

test('the realm is named by KEYCLOAK_REALM, so that two installations may share a Keycloak', () => {
  expect(realmName({})).toBe('einlass');
  expect(realmName({ KEYCLOAK_REALM: '' })).toBe('einlass');
  expect(realmName({ KEYCLOAK_REALM: 'own-try' })).toBe('own-try');
  for (const wrong of ['Own', 'own try', '-own', 'master'])
    expect(() => realmName({ KEYCLOAK_REALM: wrong })).toThrow('KEYCLOAK_REALM');
});

test('PostgreSQL is embedded unless both, our database and a Keycloak with its own, are there', () => {
  expect(needsPostgres(ownServers({}))).toBe(true);
  expect(needsPostgres(ownServers(database))).toBe(true);
  expect(needsPostgres(ownServers(keycloak))).toBe(true);
  expect(needsPostgres(ownServers({ ...database, ...keycloak }))).toBe(false);
});

test.each([
  ['nothing', {}, 'app inbox keycloak management postgres redis sidecar smtp'],
  ['a database', database, 'app inbox keycloak management postgres redis sidecar smtp'],
  ['a Keycloak', keycloak, 'app inbox postgres redis sidecar smtp'],
  ['a Redis', { REDIS_URL: 'redis://r' }, 'app inbox keycloak management postgres sidecar smtp'],
  ['a mail server', { SMTP_URL: 'smtp://s' }, 'app keycloak management postgres redis sidecar'],
  ['everything', { ...database, ...keycloak, REDIS_URL: 'r', SMTP_URL: 's' }, 'app sidecar'],
])('with %s of their own, ports are for the rest, all different', async (_, env, names) => {
  const ports = await portsFor(ownServers(env), { ...anyPorts, ...env });
  expect(Object.keys(ports).toSorted().join(' ')).toBe(names);
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
});

test('a port that is taken, or named twice, is refused with its variable', async () => {
  const { variable } = portTable.sidecar;
  const port = await freePort();
  const env = { ...anyPorts, [variable]: String(port) };
  expect((await portsFor(ownServers({}), env)).sidecar).toBe(port);
  await expect(portsFor(ownServers({}), { ...env, [portTable.app.variable]: String(port) })).rejects.toThrow(
    variable,
  );
  const stranger = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  try {
    await expect(portsFor(ownServers({}), env)).rejects.toThrow(variable);
  } finally {
    stranger.close();
  }
});
