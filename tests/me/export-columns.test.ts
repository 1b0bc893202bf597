import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { OwnExport } from '../../sidecar/me/export.ts';
import { exportPdf } from '../../sidecar/me/export-pdf.ts';
import { type ExportDeps, exportOwn } from '../../sidecar/me/export.service.ts';
import { codes, exportSections } from '../../sidecar/me/export-words.rules.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { linkStates } from '../../sidecar/access-links/access-link.table.ts';
import { requestStates } from '../../sidecar/access-requests/request.table.ts';
import { letterStates } from '../../sidecar/credentials/letter.table.ts';
import { messageStates } from '../../sidecar/mail/message.table.ts';
import { memberStates } from '../../sidecar/members/member.table.ts';
import { registrationStates } from '../../sidecar/registration/registration.table.ts';
import { network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { collected, readPdf } from '../support/pdf.ts';
import { fates } from './export-columns.ts';
import { seedAll } from './export-house.ts';

let database: TestDatabase;
let all: Awaited<ReturnType<typeof seedAll>>;
let area: string;
const me = randomUUID();
const account = {
  userId: 'kc-user-id',
  memberId: me,
  username: 'kim',
  emailVerified: true,
  enabled: true,
  requiredActions: [],
  pendingEmail: 'pending@a.example',
};
const session = {
  sid: 'kc-session-id',
  ip: '192.0.2.7',
  startedAt: new Date(),
  seenAt: new Date(),
  apps: ['app-x'],
};
const event = { at: new Date(), what: 'LOGIN', ip: '192.0.2.8', app: 'app-y' };
const passkey = { label: 'Telefon', madeAt: new Date() };
const directory: ExportDeps['directory'] = {
  getUser: async () => account,
  sessionsOf: async () => [session],
  passkeysOf: async () => [passkey],
  eventsOf: async () => [event],
};
const fetched = (more: Partial<ExportDeps> = {}): Promise<OwnExport> =>
  exportOwn(
    { db: database.db, clock: systemClock, directory, mayExport: async () => true, ...more },
    { memberId: me, userId: 'kc-user-id' },
    { format: 'json', locale: 'de' },
  );

beforeAll(async () => {
  database = await testDatabase();
  const muster = await network(database.db);
  area = muster.north;
  await database.db
    .updateTable('member')
    .set({ first_name: 'Colleaguefirst', last_name: 'Colleaguelast', email: 'colleague@a.example' })
    .where('id', '=', muster.nora)
    .execute();
  all = await seedAll(database, { me, colleague: muster.nora, area });
});
afterAll(() => database?.close());

test('every table that names a person, and every column of it, is told or left out for a reason', () => {
  expect(Object.keys(fates).toSorted()).toEqual(all.tables);
  for (const [table, columns] of Object.entries(fates)) {
    if (typeof columns === 'string') continue;
    const there = all.columns.filter((one) => one.table === table).map(({ name }) => name);
    expect([table, Object.keys(columns).toSorted()]).toEqual([table, there.toSorted()]);
  }
});

/** How a stored value is found in the file: its words, its moment, its area's name. */
function signsOf(name: string, value: unknown): string[] {
  if (name === 'area_id') return ['Werk Nord'];
  if (value instanceof Date) return [value.toISOString()];
  if (Buffer.isBuffer(value)) return [value.toString('hex'), value.toString('base64'), value.toString()];
  const text = String(value);
  // Of JSON the words in it.
  return /^[[{]/.test(text)
    ? [...text.matchAll(/"([a-z_]+ [a-z_]+ [0-9a-f]{8}[^"]*)"/g)].map(([, one]) => one ?? '')
    : [text];
}

test('what is told is in the file, what is left out is not, and no colleague is', async () => {
  const file = JSON.stringify(await fetched());
  const wrong = all.seeded.flatMap(({ table, row }) =>
    Object.entries(row).flatMap(([name, value]) => {
      const columns = fates[table] as Readonly<Record<string, string>>;
      if (typeof value === 'boolean' || (Array.isArray(value) && value.length === 0)) return [];
      const isTold = columns[name] === 'told';
      // One word of few may stand for something else that is told.
      if (!isTold && typeof value === 'string' && !/[0-9a-f]{8}/.test(value)) return [];
      const signs = signsOf(name, value);
      const found = isTold
        ? signs.every((sign) => file.includes(sign))
        : signs.some((sign) => file.includes(sign));
      return found === isTold ? [] : [`${table}.${name}: ${String(value)}`];
    }),
  );
  expect(wrong).toEqual([]);
  expect(file).not.toMatch(/Colleague|colleague|kc-user-id|kc-session-id/);
  expect(file).toContain('pending@a.example');
  expect(file).toContain('Telefon');
});

test('a fetch is noted before anything is read, counted, and complete but for Keycloak while that is away', async () => {
  const away = () => Promise.reject(new AppError('keycloak_unavailable'));
  const own = await fetched({ directory: { ...directory, sessionsOf: away } });
  expect(own.keycloak).toBeNull();
  expect(own.log.at(-1)).toMatchObject({ act: 'own.exported', by: 'you', details: { format: 'json' } });
  const count = async () =>
    (
      await sql<{ n: number }>`select count(*)::int as n from audit where act = 'own.exported'`.execute(
        database.db,
      )
    ).rows[0]?.n;
  const before = await count();
  await expect(fetched({ mayExport: async () => false })).rejects.toMatchObject({ code: 'too_many' });
  expect(await count()).toBe(before);
});

test('every state has a word in both languages', () => {
  const states = [memberStates, requestStates, registrationStates, letterStates, linkStates, messageStates];
  const shown = states.flat().filter((state) => state !== 'deleted');
  expect(shown.filter((state) => !codes.includes(state))).toEqual([]);
  const texts = openTexts(new URL('../../sidecar/', import.meta.url).pathname);
  expect(codes.filter((code) => !texts.has(`me.export.code.${code}`))).toEqual([]);
});

test.each(['de', 'en'] as const)('on paper in words, tagged, whatever is stored: %s', async (lang) => {
  const texts = openTexts(new URL('../../sidecar/', import.meta.url).pathname).translate(lang);
  const own = await fetched();
  const [request] = own.requests;
  if (!request) throw new Error('no request');
  // A text longer than a page, and letters of many languages.
  const long = { ...request, message: `Nguyễn Łukasz Ðorđe ${'sehr langer Satz '.repeat(700)}ENDE` };
  const sections = exportSections(texts, lang, { ...own, requests: [long] });
  const look = {
    companyName: 'Muster AG',
    accent: '#0066cc',
    title: 'Titel',
    lead: 'Stand',
    none: '–',
    page: (page: number) => `Seite ${page}`,
    lang,
  };
  const pdf = await readPdf(await collected(exportPdf(sections, look)));
  expect(pdf.pages).toBeGreaterThan(2);
  const pages = await Promise.all(Array.from({ length: pdf.pages }, (_, at) => pdf.pieces(at + 1)));
  const text = pages
    .flat()
    .map((piece) => piece.text)
    .join(' ');
  for (const { title } of sections) expect(text).toContain(title);
  expect(text).toContain('ENDE');
  expect(text).toContain('Nguyễn Łukasz Ðorđe');
  expect(text).toContain('192.0.2.7');
  expect(text).toContain('LOGIN · app-y · 192.0.2.8');
  expect(Math.max(...pages.flat().map(({ y }) => y))).toBeLessThan(290);
  expect(Math.max(...pages.flat().map(({ x, width }) => x + width))).toBeLessThan(195);
  expect(await pdf.structure(1)).toMatch(/"H1"[\s\S]*"H2"/);
});
