import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DCLinter } from 'dclint';
import { findCommand } from '../../sidecar/commands/index.ts';
import { smtpServer } from '../../sidecar/mail/smtp-url.rules.ts';
import { configSchema, parseConfig } from '../../sidecar/platform/config.ts';
import { madeSecrets, read, root, stack, stages } from './_stack.ts';

const { services, secrets, volumes } = stack();
const ours = ['setup', 'web', 'worker'] as const;
const entries = Object.entries(services);
const ownImages = entries.map(([, { image }]) => image).filter((image) => image.startsWith('einlass/'));
const environmentOf = (name: string) => services[name]?.environment ?? {};

let made: ReturnType<typeof madeSecrets>;
let folder: string;
beforeAll(() => {
  made = madeSecrets();
  folder = mkdtempSync(join(tmpdir(), 'einlass-compose-'));
});
afterAll(() => {
  made?.close();
  rmSync(folder, { recursive: true });
});

type Linted = { messages: { rule: string; message: string }[] };

/** What the linter, which knows the schema of the Compose specification, says of a file; the order of keys is ours. */
function complaints(file: string): string[] {
  const orders = [
    'service-keys-order',
    'services-alphabetical-order',
    'service-dependencies-alphabetical-order',
    'service-ports-alphabetical-order',
    'top-level-properties-order',
  ];
  const rules = Object.fromEntries(orders.map((name) => [name, 0 as const]));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const messages = linter.lintFiles([file], false).flatMap((result: Linted) => result.messages);
  return messages.map(({ rule, message }: Linted['messages'][number]) => `${rule}: ${message}`);
}

test('the file is what the Compose specification says, and a slip in it is found', () => {
  expect(complaints(join(root, 'docker-compose.yml'))).toEqual([]);
  const slip = join(folder, 'docker-compose.yml');
  writeFileSync(slip, read('docker-compose.yml').replace('stop_grace_period', 'stop_grace'));
  expect(complaints(slip)).toHaveLength(1);
});

test.each(ours)(
  '%s has every setting that it needs, each of them exists, and the values are sound',
  (name) => {
    const environment = environmentOf(name);
    const known = Object.keys(configSchema.shape).flatMap((setting) => [setting, `${setting}_FILE`]);
    expect(Object.keys(environment).filter((setting) => !known.includes(setting))).toEqual([]);
    const config = parseConfig(
      Object.fromEntries(Object.entries(environment).map(([setting, value]) => [setting, String(value)])),
      (path) => made.read(path),
    );
    expect(config.PUBLIC_URL).toBe('http://localhost:3000');
    expect(new URL(config.DATABASE_URL).username).toBe('einlass_app');
  },
);

test('what an operator says in .env is what the sidecar and Keycloak are told', () => {
  const own = { PUBLIC_URL: 'https://zugang.muster.example', KEYCLOAK_URL: 'https://login.muster.example' };
  const told = stack(own).services;
  expect(told['web']?.environment).toMatchObject(own);
  expect(told['keycloak']?.environment?.['KC_HOSTNAME']).toBe(own.KEYCLOAK_URL);
});

test('Einlass and the proxy count the same proxies in front of them', () => {
  for (const [env, hops] of [
    [{}, '1'],
    [{ TRUSTED_HOPS: '2' }, '2'],
  ] as const) {
    const told = stack(env).services;
    for (const name of ['web', 'proxy'])
      expect([name, String(told[name]?.environment?.['TRUSTED_HOPS'])]).toEqual([name, hops]);
  }
});

test('the proxy includes the file that its image makes of the template', () => {
  const { volumes: mounted = [], environment = {} } = services['proxy'] ?? {};
  const template = mounted.map((volume) => /:\/etc\/nginx\/templates\/(.+)\.template:ro$/.exec(volume)?.[1]);
  const made = template.filter(Boolean).map((name) => `${environment['NGINX_ENVSUBST_OUTPUT_DIR']}/${name}`);
  const included = [...read('containers/nginx.conf').matchAll(/^ *include (.+);$/gm)].map(([, file]) => file);
  expect(included).toEqual(made);
  expect(made).toHaveLength(1);
});

test('only setup may change the schema and the realm', () => {
  const powers = /^(DATABASE_MIGRATE_URL|KEYCLOAK_ADMIN_|KEYCLOAK_BULK_)/;
  for (const name of ['web', 'worker']) {
    expect(Object.keys(environmentOf(name)).filter((setting) => powers.test(setting))).toEqual([]);
    expect(services[name]?.secrets).not.toContain('database_migrate_url');
    expect(services[name]?.volumes).toEqual(['keys:/keys:ro']);
  }
});

test('each secret is mounted where it is read, read where it is mounted, and made by scripts/secrets.mjs', () => {
  expect(made.names).toEqual(Object.keys(secrets));
  expect(Object.entries(secrets).filter(([name, { file }]) => file !== `./secrets/${name}`)).toEqual([]);
  for (const [name, service] of entries) {
    const { environment = {}, command = [], healthcheck, secrets: mounted = [] } = service;
    const script = name === 'postgres' ? read('containers/postgres.sh') : '';
    const passwords = [...script.matchAll(/password (\w+)\)/g)].map(([, secret]) => secret);
    const text = JSON.stringify([environment, command, healthcheck]);
    const paths = [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, secret]) => secret);
    expect([name, [...new Set([...paths, ...passwords])].sort()]).toEqual([name, [...mounted].sort()]);
  }
  // One password each, and the addresses hold those of the roles that the script makes.
  const script = read('containers/postgres.sh');
  for (const [secret, role] of [
    ['database_url', 'einlass_app'],
    ['database_migrate_url', 'einlass_migrate'],
  ] as const) {
    const { username, password, pathname } = new URL(made.read(`/run/secrets/${secret}`));
    expect(script).toContain(`CREATE ROLE ${username} LOGIN PASSWORD :'${role.slice('einlass_'.length)}'`);
    expect(password).toBe(made.read(`/run/secrets/${role.replace('einlass', 'postgres')}`));
    expect(script).toContain(`CREATE DATABASE ${pathname.slice(1)} OWNER einlass_migrate`);
  }
});

test('images have exact versions, or are built here', () => {
  const targets = stages();
  for (const [name, { image, build, pull_policy: policy }] of entries) {
    expect([name, image]).toEqual([name, expect.stringMatching(/^[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/)]);
    // Never somebody else's image of the same name, and a command builds nothing that is there: what it prints is its own.
    if (image.startsWith('einlass/')) expect([name, policy]).toEqual([name, 'never']);
    if (build) expect([name, targets.has(build.target)]).toEqual([name, true]);
  }
  // Builds of one name side by side fail where the name is new: "already exists".
  const built = entries.filter(([, { build }]) => build).map(([, { image }]) => image);
  expect(built.sort()).toEqual([...new Set(ownImages)].sort());
});

test('each version has images of its own name, so that an upgrade builds them', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(ownImages.filter((image) => !image.endsWith(`:${version}`))).toEqual([]);
});

test('mails of the stack reach its mailbox in clear text, and no other server', () => {
  const { host, ignoreTLS } = smtpServer(
    made.read('/run/secrets/smtp_url'),
    environmentOf('worker')['SMTP_CLEARTEXT_HOST'],
  );
  expect([host, ignoreTLS]).toEqual(['mailbox', true]);
  expect(services).toHaveProperty(host);
});

test('PostgreSQL is healthy only with our roles, which a first start that was broken off never makes', () => {
  const asked = services['postgres']?.healthcheck?.test ?? [];
  const script = read('containers/postgres.sh');
  const named = asked.map((word) => /^--(username|dbname)=(.+)$/.exec(word)?.[2]).filter(Boolean);
  expect(
    named.map(
      (name) => script.includes(`CREATE ROLE ${name} `) || script.includes(`CREATE DATABASE ${name} `),
    ),
  ).toEqual([true, true]);
  // the server of that first start listens on its socket alone
  expect(asked).toContain('--host=127.0.0.1');
});

test('no service has more than it needs, and each can be had more than once', () => {
  for (const [name, service] of entries) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: name === 'setup' ? 'no' : 'unless-stopped',
        mem_limit: expect.any(String),
      }),
    ]);
    expect(service).not.toHaveProperty('container_name');
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      expect(source.startsWith('./') ? existsSync(join(root, source)) : source in volumes).toBe(true);
    }
  }
  const published = entries.filter(([, service]) => service['ports']);
  expect(published.map(([name]) => name)).toEqual(['proxy', 'mailbox']);
  expect(JSON.stringify(published.map(([, service]) => service['ports']))).not.toMatch(
    /host_ip":"(?!127\.0\.0\.1)/,
  );
});

test('every service tells how it is, and who waits for another waits for what that tells', () => {
  const targets = stages();
  for (const [name, { healthcheck, image, depends_on: needs = {} }] of entries) {
    const own = healthcheck?.disable ? 'none' : healthcheck?.test;
    const built = Object.values(services).find((one) => one.image === image && one.build)?.build;
    const inherited = targets
      .get(built?.target ?? '')
      ?.instructions.some((one) => one.getKeyword() === 'HEALTHCHECK');
    expect([name, Boolean(own ?? inherited)]).toEqual([name, true]);
    for (const [other, { condition }] of Object.entries(needs))
      expect([other, condition]).toEqual([
        other,
        other === 'setup' ? 'service_completed_successfully' : 'service_healthy',
      ]);
  }
});

test('what docs/operate.md tells an operator to type exists', () => {
  const page =
    read('docs/operate.md')
      .split('\n## ')
      .find((part) => part.startsWith('Containers')) ?? '';
  const settings = [...page.matchAll(/^([A-Z_]+)=/gm), ...page.matchAll(/`([A-Z]+(?:_[A-Z]+)+|BIND)[`=]/g)];
  const known = [
    ...Object.keys(configSchema.shape),
    ...read('docker-compose.yml').matchAll(/\$\{(\w+):-/g),
  ].map(String);
  const names = settings.map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !known.some((one) => one.includes(name)))).toEqual([]);
  const commands = [...page.matchAll(/^docker compose run --rm setup (.+)$/gm)].map(([, words = '']) =>
    words.split(' '),
  );
  expect(commands.map((words) => findCommand(words).command.usage.split(' ')[0])).toEqual([
    'area',
    'manager',
  ]);
  const folders = [...page.matchAll(/`secrets\/(\w+)`/g)].map(([, name]) => name);
  expect(folders.filter((name) => !made.names.includes(String(name)))).toEqual([]);
});
