import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import { copies, execForm, isSent, read, root, type Stage, stages } from './_stack.ts';

const all = stages();
const stage = (name: string): Stage => {
  const found = all.get(name);
  if (!found) throw new Error(`no stage ${name}`);
  return found;
};
const servers = new URL('../../scripts/servers/', import.meta.url);
const { buildOptions, keycloakVersion } = (await import(
  new URL('keycloak-distribution.mjs', servers).href
)) as {
  buildOptions: string[];
  keycloakVersion: string;
};
const { outgoingCalls } = (await import(new URL('keycloak.mjs', servers).href)) as {
  outgoingCalls: Record<string, string>;
};
const environment = ({ instructions }: Stage): string =>
  instructions
    .filter((one) => one.getKeyword() === 'ENV')
    .map((one) => one.getArgumentsContent())
    .join(' ');

test('the Dockerfile is sound', () => {
  expect(validate(read('Dockerfile'))).toEqual([]);
  expect([...all.keys()]).toEqual(['packages', 'sidecar', 'mailbox', 'keycloak-build', 'keycloak']);
});

test('everything that is copied exists and is sent to the builder; secrets and the state of a demo are not', () => {
  const sources = [...all.values()].flatMap((one) => copies(one).flatMap(({ sources: from }) => from));
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((path) => !existsSync(join(root, path)) || !isSent(path))).toEqual([]);
  const inner = [
    '.env',
    '.git/config',
    'secrets/redis_url',
    '.einlass/run.json',
    'node_modules/pg/package.json',
  ];
  expect(inner.filter(isSent)).toEqual([]);
});

test('the servers are those that the tests run on', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> };
  const node = `node:${lock.packages['node_modules/node']?.version}-bookworm-slim`;
  const keycloak = `keycloak/keycloak:${keycloakVersion}`;
  expect([...all.values()].map(({ name, from }) => [name, from.getImage()])).toEqual([
    ['packages', node],
    ['sidecar', node],
    ['mailbox', node],
    ['keycloak-build', keycloak],
    ['keycloak', keycloak],
  ]);
  const build = stage('keycloak-build').instructions.find((one) => one.getKeyword() === 'RUN');
  expect(build?.getArgumentsContent()).toBe(`/opt/keycloak/bin/kc.sh build ${buildOptions.join(' ')}`);
  for (const [name, value] of Object.entries(outgoingCalls))
    expect(environment(stage('keycloak'))).toContain(`${name}=${value}`);
});

test('whoever runs in our images is nobody, and commands are handed on', () => {
  for (const name of ['sidecar', 'mailbox']) {
    const user = stage(name).instructions.findLast((one) => one.getKeyword() === 'USER');
    expect([name, user?.getArgumentsContent()]).toEqual([name, '1000:1000']);
  }
  expect(execForm(stage('sidecar'), 'ENTRYPOINT')).toEqual(['node', ...nodeFlags, 'sidecar/main.ts']);
  expect(environment(stage('sidecar'))).toContain('NODE_ENV=production');
});

/** Every import of the files below a folder, with the file that makes it. */
const importsBelow = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const path = join(folder, file);
      const found = readFileSync(join(root, path), 'utf8').matchAll(
        /(?:^(?:import|export|\})[^'\n=]*\bfrom |^import |\bimport\()'([^']+)'/gm,
      );
      return [...found].map(([, to = '']) => ({ path, to }));
    });

test.each([
  ['sidecar', ['sidecar', 'realm-config']],
  ['mailbox', ['scripts/mailbox']],
])('the image of %s has every file and package that its sources ask for', (name, folders) => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const copied = copies(stage(name)).flatMap(({ sources }) => sources);
  expect(copied).toEqual(expect.arrayContaining(folders));
  const imports = folders.flatMap(importsBelow).filter(({ to }) => !/^(node:|https?:)/.test(to));
  const missing = imports.filter(({ path, to }) => {
    if (!to.startsWith('.')) return !((/^(@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? '') in dependencies);
    const target = relative('.', join(dirname(path), to));
    return !copied.some((one) => target === one || target.startsWith(`${one}/`));
  });
  expect(missing).toEqual([]);
});
