import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const root = new URL('../../sidecar/', import.meta.url).pathname;

/** Rooms by level; an import may go down, within its own room, or (on level 1) to a neighbour's types and stores. */
const levels: Readonly<Record<string, number>> = {
  platform: 0,
  areas: 1,
  audit: 1,
  keycloak: 1,
  mail: 1,
  members: 2,
  imports: 3,
  invitations: 3,
  broker: 4,
  'admin-ui': 4,
};
/** The composition root and what stands above it may import every room. */
const above = new Set([
  'app.ts',
  'app-web.ts',
  'app-work.ts',
  'compose.ts',
  'services.ts',
  'main.ts',
  'commands',
]);

/** Packages that one file (or one room, where a folder is named) may import. */
const doors: Readonly<Record<string, string>> = {
  bullmq: 'platform/queue.ts',
  handlebars: 'platform/views.ts',
  nodemailer: 'mail/transport.ts',
  '@keycloak/keycloak-admin-client': 'keycloak/admin-client.ts',
  'openid-client': 'keycloak/',
  pino: 'platform/log.ts',
  i18next: 'platform/i18n.ts',
  helmet: 'platform/http/security.ts',
  multer: 'platform/http/mount.ts',
  'express-session': 'platform/http/session.ts',
  pg: 'platform/db.ts',
  exceljs: 'imports/template.ts',
  'read-excel-file': 'imports/workbook-reader.ts',
};

type Import = { file: string; to: string };

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

const sources = files(root).map((path) => ({ file: relative(root, path), text: readFileSync(path, 'utf8') }));
const imports: Import[] = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({ file, to: match[1] ?? '' })),
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

test('each external package has one door', () => {
  const wrong = imports.filter(({ file, to }) => {
    const name = Object.keys(doors).find((door) => to === door || to.startsWith(`${door}/`));
    return name !== undefined && !file.startsWith(doors[name] ?? '');
  });
  expect(
    wrong.filter(({ file, to }) => !(to === 'express-session' && file === 'admin-ui/admin-session.ts')),
  ).toEqual([]);
});

test('the suffix says what a file may touch', () => {
  const impure =
    /(^|\/)(db|redis|queue)\.ts$|\.store\.ts$|\.service\.ts$|\.read-model\.ts$|gateway\.ts$|^node:fs|^node:net|^ioredis|^pg$/;
  const typeOnly = new Set(
    sources.flatMap(({ file, text }) =>
      [...text.matchAll(/import type [^;]*from '([^']+)'/g)].map((match) => `${file} ${match[1]}`),
    ),
  );
  const wrong = imports.filter(
    ({ file, to }) => file.endsWith('.rules.ts') && impure.test(to) && !typeOnly.has(`${file} ${to}`),
  );
  expect(wrong).toEqual([]);
});

test('process.env and signals are main.ts only', () => {
  const wrong = sources.filter(
    ({ file, text }) => file !== 'main.ts' && /process\.(env|exit|on|once)\b/.test(text),
  );
  expect(wrong.map(({ file }) => file).filter((file) => file !== 'imports/workbook-reader.ts')).toEqual([]);
});

test('no file is over 250 lines', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 250).map(({ file }) => file);
  expect(long).toEqual([]);
});
