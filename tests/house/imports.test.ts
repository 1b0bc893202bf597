import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../sidecar/', import.meta.url));

/** Rooms by level; an import may go down, within its own room, or (on level 1) to a neighbour's types and stores. */
const levels: Readonly<Record<string, number>> = {
  platform: 0,
  areas: 1,
  audit: 1,
  keycloak: 1,
  mail: 1,
  members: 2,
  'access-links': 3,
  'access-requests': 3,
  credentials: 3,
  criteria: 3,
  imports: 3,
  invitations: 3,
  broker: 4,
  'admin-ui': 4,
  erasure: 4,
  me: 4,
  overview: 4,
  registration: 4,
  retention: 4,
};
/** The composition root and what stands above it may import every room. */
const above = new Set([
  'app.ts',
  'app-access-links.ts',
  'app-access-requests.ts',
  'app-access-requests-work.ts',
  'app-broker.ts',
  'app-campaigns.ts',
  'app-erasure.ts',
  'app-figures.ts',
  'app-mail.ts',
  'app-mail-ports.ts',
  'app-own.ts',
  'app-provisioning.ts',
  'app-registration.ts',
  'app-registration-work.ts',
  'app-retention.ts',
  'app-sign-in.ts',
  'app-web.ts',
  'app-work.ts',
  'compose.ts',
  'services.ts',
  'main.ts',
  'check',
  'commands',
]);

/** Packages that only these files (or rooms, where a folder is named) may import. */
const doors: Readonly<Record<string, readonly string[]>> = {
  '@expo-google-fonts/noto-sans': ['platform/pdf/paper.ts'],
  '@expo-google-fonts/noto-sans-mono': ['platform/pdf/paper.ts'],
  '@keycloak/keycloak-admin-client': ['keycloak/admin-client.ts'],
  '@patternfly/patternfly': ['admin-ui/assets.ts'],
  '@zxcvbn-ts/language-common': ['credentials/common-passwords.ts'],
  bullmq: ['platform/queue.ts'],
  compression: ['platform/http/app.ts'],
  cookie: ['platform/http/mount.ts'],
  'csv-parse': ['imports/reading/csv.ts'],
  'csv-stringify': ['imports/table-stream.ts'],
  diff: ['mail/diff.ts'],
  exceljs: ['imports/template.ts', 'imports/table-stream.ts'],
  express: ['platform/http/', 'app-sign-in.ts', 'app-web.ts', 'admin-ui/', 'me/own-mount.ts'],
  'express-session': ['platform/http/session.ts'],
  handlebars: ['platform/views.ts', 'platform/views-inline.ts'],
  helmet: ['platform/http/security.ts'],
  'htmx.org': ['admin-ui/assets.ts'],
  i18next: ['platform/i18n.ts'],
  // the others name its type: the connection is made in redis.ts and queue.ts
  ioredis: [
    'platform/redis.ts',
    'platform/queue.ts',
    'platform/rate-limit.ts',
    'platform/http/session.ts',
    'services.ts',
  ],
  jose: [
    'platform/key-files.ts',
    'platform/keys.ts',
    'keycloak/service-token.ts',
    'broker/client-assertion.ts',
    'broker/token.routes.ts',
    'admin-ui/backchannel-logout.ts',
  ],
  'markdown-it': ['mail/markdown.ts'],
  multer: ['platform/http/mount.ts'],
  nodemailer: ['mail/transport.ts'],
  'openid-client': ['keycloak/'],
  pdfkit: ['platform/pdf/streamed-document.ts'],
  pg: ['platform/db.ts'],
  pino: ['platform/log.ts'],
  'postal-mime': ['mail/report-mime.ts'],
  'prom-client': ['platform/metrics.ts'],
  qrcode: ['platform/pdf/qr.ts'],
  'rate-limiter-flexible': ['platform/rate-limit.ts'],
  saxes: ['imports/reading/xml.ts'],
  'smtp-server': ['mail/bounce-listener.ts'],
  yauzl: ['imports/reading/archive.ts'],
};
/** What every room speaks: SQL and the shape of input. */
const shared = ['kysely', 'zod'];

type Import = { file: string; to: string };

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

const sources = files(root).map((path) => ({ file: relative(root, path), text: readFileSync(path, 'utf8') }));
const imports: Import[] = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:^(?:import|export|\})[^'\n=]*\bfrom |^import |\bimport\()'([^']+)'/gm)].map(
    (match) => ({
      file,
      to: match[1] ?? '',
    }),
  ),
);
/** Packages whose files are asked for by name. */
const resolved = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/\bresolve\('((?:@[^/']+\/)?[^/'.]+(?:\.\w+)?)\//g)].map((match) => ({
    file,
    name: match[1] ?? '',
  })),
);
/** realm-config/ is data for `realm apply`, below every room. */
const roomOf = (file: string): string =>
  file.startsWith('../realm-config/') ? 'platform' : (file.split('/')[0] ?? '');
const internal = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ file, to }) => ({ file, to: relative(root, join(root, file, '..', to)) }));

test('every folder is a room with a level', () => {
  const rooms = new Set(sources.map(({ file }) => roomOf(file)));
  expect([...rooms].filter((room) => !(room in levels) && !above.has(room))).toEqual([]);
});

test('imports go down: L4 → L3 → L2 → L1 → L0, never up, never sideways within L3 and L4', () => {
  const wrong = internal.filter(({ file, to }) => {
    const [from, target] = [roomOf(file), roomOf(to)];
    if (above.has(from) || from === target) return false;
    if (above.has(target)) return true;
    const [own, other] = [levels[from] ?? -1, levels[target] ?? 99];
    return other > own || (other === own && own !== 1);
  });
  expect(wrong).toEqual([]);
});

test('imports/ knows neither members nor criteria: app.ts hands it targets', () => {
  const wrong = internal.filter(({ file, to }) => roomOf(file) === 'imports' && roomOf(to) === 'members');
  expect(wrong).toEqual([]);
});

/** The package of an import, or undefined for a file of ours and for what Node.js brings along. */
const packageOf = (to: string): string | undefined =>
  /^\.|^node:/.test(to) ? undefined : /^(@[^/]+\/)?[^/]+/.exec(to)?.[0];

test('each external package is imported at its doors only, and every door is in use', () => {
  const external = imports
    .flatMap(({ file, to }) => ({ file, name: packageOf(to) ?? '' }))
    .filter(({ name }) => name);
  const found = [...external, ...resolved].filter(({ name }) => !shared.includes(name));
  expect(
    found.filter(({ file, name }) => !(doors[name] ?? []).some((door) => file.startsWith(door))),
  ).toEqual([]);
  const unused = Object.entries(doors).flatMap(([name, files]) =>
    files.filter((door) => !found.some((one) => one.name === name && one.file.startsWith(door))),
  );
  expect(unused).toEqual([]);
});

test('every dependency has a door', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect([...Object.keys(doors), ...shared].toSorted()).toEqual(Object.keys(dependencies).toSorted());
});

test('the suffix says what a file may touch', () => {
  const impure =
    /(^|\/)(db|redis|queue)\.ts$|\.store\.ts$|\.service\.ts$|\.read-model\.ts$|gateway\.ts$|^node:fs|^node:net|^ioredis|^pg$/;
  const harmless = new Set(
    sources.flatMap(({ file, text }) =>
      [
        ...text.matchAll(/import type [^;]*from '([^']+)'/g),
        // reads an address, opens nothing
        ...text.matchAll(
          /import \{ (?:isIP(?:v[46])?|BlockList)(?:, (?:isIP(?:v[46])?|BlockList))* \} from '(node:net)'/g,
        ),
      ].map((match) => `${file} ${match[1]}`),
    ),
  );
  const wrong = imports.filter(
    ({ file, to }) => file.endsWith('.rules.ts') && impure.test(to) && !harmless.has(`${file} ${to}`),
  );
  expect(wrong).toEqual([]);
});

test('process.env and signals are main.ts only', () => {
  const wrong = sources.filter(
    ({ file, text }) => file !== 'main.ts' && /process\.(env|exit|on|once)\b/.test(text),
  );
  expect(wrong.map(({ file }) => file).filter((file) => file !== 'imports/workbook-reader.ts')).toEqual([]);
});

/** What people write; the style sheets in assets/ are made by scripts/build-css.ts. */
const written = ['sidecar', 'realm-config', 'scripts', 'connect', 'tests'].flatMap((folder) =>
  readdirSync(join(root, '..', folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.(ts|mjs|js|css|hbs|ftl)$/.test(file) && !/\/assets\/.*\.css$/.test(file)),
);

test('no file is over 250 lines', () => {
  const length = (file: string) =>
    readFileSync(join(root, '..', file), 'utf8')
      .trimEnd()
      .split('\n').length;
  expect(written.length).toBeGreaterThan(400);
  expect(written.filter((file) => length(file) > 250)).toEqual([]);
});

test('no file is named data, info, manager, helper or util', () => {
  const names = /(^|\/)(data|info|managers?|helpers?|utils?)(\.[\w.]+)?$/;
  expect(written.filter((file) => names.test(file))).toEqual([]);
});
