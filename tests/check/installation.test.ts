import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { openRoundRobin } from '../../scripts/servers/round-robin.mjs';
import { sidecarClient } from '../../realm-config/clients.ts';
import { checksOf } from '../../sidecar/check/checks.ts';
import { lookAtVisitorAddress } from '../../sidecar/check/visitor-address.ts';
import { runChecks, withoutSecrets } from '../../sidecar/check/run.ts';
import { secretValues } from '../../sidecar/check/secret-values.rules.ts';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openSink } from '../mail/sink.ts';
import { freeAddress, freePort } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { mailTo } from '../support/mailbox.ts';
import { servers } from '../support/servers.ts';

let house: Installation;
let owner: pg.Client;
let ports: number[];
beforeAll(async () => {
  ports = [await freePort(), await freePort()];
  const [work, web] = ports.map((port) => `127.0.0.1:${port}`);
  house = await installation({ METRICS_LISTEN: work, METRICS_LISTEN_WEB: web });
  owner = new pg.Client({ connectionString: house.database.migrateUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

type More = { env?: NodeJS.ProcessEnv; aheadSeconds?: number; only: readonly string[]; whom?: 'serve' };

/** Codes that the looks of these names find, as the command would, with settings or a clock of their own. */
async function found({ env = {}, aheadSeconds = 0, only, whom }: More) {
  const config = parseConfig({ ...house.env, ...env });
  const clock = () => addSeconds(new Date(), aheadSeconds);
  const checks = checksOf({ config, clock, whom }).filter(({ name }) => only.includes(name));
  const report = withoutSecrets(await runChecks(checks, 20), secretValues(config));
  return report.flatMap(({ findings }) => findings);
}
const codes = async (more: More) => (await found(more)).map(({ level, code }) => `${level} ${code}`);
const told = async (more: More) => (await found(more)).map(({ what }) => what).join('\n');

test('as brought up nothing is wrong, each look says what it saw, and one mail reaches who was named', async () => {
  const address = `operator.${Date.now()}@muster.example`;
  const { ok, errors, checks } = JSON.parse(await house.command('check', '--json', '--send-to', address)) as {
    ok: boolean;
    errors: number;
    checks: { name: string; facts: string[]; findings: { level: string }[] }[];
  };
  // The Redis of the tests keeps nothing on disk.
  expect(checks.flatMap(({ findings }) => findings)).toMatchObject([
    { level: 'warning', code: 'redis_persistence' },
  ]);
  expect([ok, errors]).toEqual([true, 0]);
  expect(checks.filter(({ facts }) => facts.length === 0)).toEqual([]);
  expect(JSON.stringify(await mailTo(address))).toContain('einlass check --send-to');
});

// Keycloak believes only a proxy that asks from there, and other systems have no such address unless told.
const [withProxy, why] =
  process.platform === 'linux' ? [test, ''] : [test.skip, ' (not tried: 127.0.0.2 is needed)'];
withProxy(`a proxy that adds to what a visitor claims is told from one that replaces it${why}`, async () => {
  const config = parseConfig(house.env);
  const behind = async (appends: boolean) => {
    const from = servers().keycloakProxyAddress;
    const proxy = await openRoundRobin({ targets: [house.keycloakUrl], appends, from });
    try {
      const { facts, findings } = await lookAtVisitorAddress(config, () => new Date(), proxy.url);
      return [...facts, ...findings.map(({ level, code }) => `${level} ${code}`)];
    } finally {
      await proxy.close();
    }
  };
  expect(await behind(false)).toEqual(['Keycloak wrote down 127.0.0.1']);
  expect(await behind(true)).toEqual(['Keycloak wrote down 10.203.113.77', 'warning visitor_address']);
  const away = { ...config, KEYCLOAK_URL: await freeAddress() };
  expect(await lookAtVisitorAddress(away, () => new Date())).toEqual({
    facts: ['not looked at: KEYCLOAK_URL does not answer from here'],
    findings: [],
  });
});

test('docs/operate.md names every figure of web and worker and no other, also in its alerts, and none tells of a person', async () => {
  await fetch(`${house.url}/i/${'x'.repeat(43)}`);
  await fetch(`${house.url}/nowhere/erika.muster@muster.example`);
  const texts = await Promise.all(
    ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
  );
  const scraped = texts.join('\n');
  const names = new Set([...scraped.matchAll(/^# TYPE (einlass_\w+)/gm)].map(([, name]) => name));
  const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const [, table = '', rules = ''] =
    /## Metrics and alerts\n([\s\S]*?)```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const inTable = [...table.matchAll(/^\| `(einlass_\w+)/gm)].map(([, name]) => name);
  expect(inTable.toSorted()).toEqual([...names].toSorted());
  const inRules = [...rules.matchAll(/einlass_[a-z_]+/g)].map(([name]) =>
    name.replace(/_(bucket|count|sum)$/, ''),
  );
  expect(inRules.length).toBeGreaterThan(10);
  expect(inRules.filter((name) => !names.has(name))).toEqual([]);
  expect(scraped).toMatch(/einlass_ready\{check="redis"\} 1/);
  expect(scraped).toMatch(/einlass_http_seconds_count\{part="i",class="[2-4]xx"\} 1/);
  expect(scraped).toMatch(/einlass_http_refused_total\{code="not_found"\} [12]/);
  expect(scraped).not.toMatch(/muster|nowhere|xxx/);
});

test('a Redis that throws keys away', async () => {
  const redis = new Redis(house.redis.url);
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  expect(await codes({ only: ['redis'] })).toContain('error redis_policy');
  await redis.config('SET', 'maxmemory-policy', 'noeviction');
  redis.disconnect();
});

test('a role with too much or too little, and a schema that is not up to date', async () => {
  const only = ['database'];
  const role = new URL(house.database.url).username;
  await owner.query(`grant update, delete on audit to ${role}`);
  expect(await told({ only })).toContain('may update, delete audit rows');
  await owner.query(`revoke update, delete on audit from ${role}`);
  await owner.query(`revoke insert on member from ${role}`);
  expect(await told({ only })).toMatch(/may not use: member$/);
  await owner.query(`grant insert on member to ${role}`);
  expect(await codes({ only, env: { DATABASE_URL: house.database.migrateUrl } })).toEqual([
    'error database_superuser',
  ]);
  await owner.query(`delete from kysely_migration where name = '002-feed'`);
  const { rows } = await owner.query(`delete from kysely_migration where name ~ '^060' returning name`);
  expect(await told({ only })).toBe(`migrations have not run: ${rows[0]?.name}`);
  await owner.query(`insert into kysely_migration values ($1, '2026-01-01')`, [rows[0]?.name]);
  expect(await codes({ only })).toEqual([]);
});

test('a service account with one role more and one less', async () => {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
  const admin = await connectAdmin({ url, username, password });
  admin.realmName = house.realm;
  const [client] = await admin.clients.find({ clientId: sidecarClient });
  const [management] = await admin.clients.find({ clientId: 'realm-management' });
  const account = await admin.clients.getServiceAccountUser({ id: String(client?.id) });
  const where = { id: String(account.id), clientUniqueId: String(management?.id) };
  const roles = await admin.clients.listRoles({ id: where.clientUniqueId });
  const mapping = (name: string) =>
    roles.filter((role) => role.name === name).map(({ id }) => ({ id: String(id), name }));
  await admin.users.addClientRoleMappings({ ...where, roles: mapping('manage-clients') });
  await admin.users.delClientRoleMappings({ ...where, roles: mapping('view-events') });
  expect(await codes({ only: ['service_account'] })).toEqual([
    'error permission_missing',
    'error permission_surplus',
  ]);
  expect(await told({ only: ['service_account'] })).toMatch(/lacks view-events[\s\S]*holds manage-clients/);
  await house.command('realm', 'apply');
  expect(await codes({ only: ['service_account'] })).toEqual([]);
});

test('a clock that is moved, by a little and by much', async () => {
  const only = ['clock'];
  expect(await codes({ only, aheadSeconds: -12 })).toEqual(Array(3).fill('warning clock_skew'));
  expect(await told({ only, aheadSeconds: 90 })).toMatch(
    /PostgreSQL is (8[5-9]|9[0-5]) s behind ours\n.*Redis is .* behind ours\n.*Keycloak is .* behind ours/,
  );
  expect(await codes({ only, aheadSeconds: 90 })).toEqual(Array(3).fill('error clock_skew'));
});

test('addresses: another return address, another installation, an open line in production, secrets for the wrong process', async () => {
  const elsewhere = { env: { PUBLIC_URL: house.appUrl }, only: ['redirects', 'address'] };
  expect(await codes(elsewhere)).toEqual(['error public_url', ...Array(4).fill('error redirect_refused')]);
  expect(
    await codes({ env: { NODE_ENV: 'production', KEYCLOAK_URL: 'http://sso.example' }, only: ['address'] }),
  ).toEqual(['warning not_https', 'error not_https', 'warning not_https', 'warning not_https']);
  expect(await told({ only: ['secrets'], whom: 'serve' })).toMatch(
    /DATABASE_MIGRATE_URL[\s\S]*KEYCLOAK_ADMIN_PASSWORD/,
  );
});

test('a key file that everybody may read, and one that is gone while rows need it', async () => {
  const folder = String(house.env['KEYS_DIR']);
  chmodSync(join(folder, 'signing-1.json'), 0o644);
  expect(await codes({ only: ['keys'] })).toEqual(['error key_open']);
  chmodSync(join(folder, 'signing-1.json'), 0o600);
  await owner.query(
    `insert into invitation (member_id, state, key_id, lookup, expires_at) select id, 'accepted', 7, '\\x07', now() from member limit 1`,
  );
  expect(await told({ only: ['keys'] })).toContain(
    'secret-7.key is not in KEYS_DIR, but 1 row of invitation',
  );
  await owner.query('delete from invitation where key_id = 7');
  renameSync(join(folder, 'secret-1.key'), join(folder, 'away'));
  expect(await codes({ only: ['keys'] })).toContain('error keys_missing');
  renameSync(join(folder, 'away'), join(folder, 'secret-1.key'));
});

test('a mail server that refuses the password, which is not printed', async () => {
  const sink = await openSink({ password: 'right' });
  const url = new URL(sink.url);
  const env = { SMTP_URL: `smtp://einlass:wr%C3%B6ng-one@${url.host}` };
  const [finding] = await found({ env, only: ['mail'] });
  expect(finding).toMatchObject({ level: 'error', code: 'mail_auth' });
  expect(JSON.stringify(finding)).not.toMatch(/wr(%C3%B6|ö)ng-one/);
  await sink.close();
});

test('a worker that is away, by what it has not read', async () => {
  expect(await codes({ only: ['worker'] })).toEqual([]);
  expect(await codes({ only: ['worker'], aheadSeconds: 300 })).toEqual(['error worker_away']);
});

test('everything away: each is named with its remedy, nothing hangs, the command ends with 1', async () => {
  const dead = '127.0.0.1:1';
  const env = {
    DATABASE_URL: `postgres://app:do-not-print@${dead}/x`,
    REDIS_URL: `redis://${dead}`,
    KEYCLOAK_URL: `http://${dead}`,
    SMTP_URL: `smtp://${dead}`,
    PUBLIC_URL: `http://${dead}`,
  };
  const told = await house.commandWith(env, 'check').catch((thrown: Error) => thrown.message);
  for (const code of ['database_away', 'redis_away', 'address_away', 'keycloak_away', 'service_account_away'])
    expect(told).toContain(`error  ${code}: `);
  for (const code of ['redirects_away', 'realm_away', 'mail_away', 'worker_away'])
    expect(told).toContain(`error  ${code}: `);
  expect(told).toContain('check ended with 1');
  expect(told).toMatch(/ok {5}keys:/);
  expect(told).not.toContain('do-not-print');
});
