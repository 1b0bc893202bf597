import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { SettingsDefaults } from '../../sidecar/areas/network-settings.ts';
import { plainAddress, settingsForm } from '../../sidecar/areas/network-settings.schema.ts';
import { editSettings, removeLogo, replaceLogo } from '../../sidecar/areas/network-settings.service.ts';
import {
  readLetterLook,
  readLogo,
  readNetworkSettings,
  readStoredSettings,
} from '../../sidecar/areas/network-settings.store.ts';
import { logo } from '../credentials/letters.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
const actor = { kind: 'operator' } as const;
const defaults: SettingsDefaults = {
  companyName: 'Einlass',
  accent: '#0066cc',
  startUrl: 'https://einlass.example/start',
  helpContact: { de: 'Kontakt', en: 'Contact' },
  whoHelps: { de: 'Jemand hilft.', en: 'Somebody helps.' },
  letterDays: 30,
  grantNoticeDays: 14,
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());
beforeEach(async () => {
  await sql`delete from network_setting`.execute(database.db);
  await sql`insert into network_setting default values`.execute(database.db);
});

const form = (more: Record<string, string> = {}) => settingsForm.parse({ version: '1', ...more });
const settings = () => readNetworkSettings(database.db, defaults);
const audited = async () => {
  const { rows } = await sql<{
    details: { fields: string[] };
  }>`select details from audit where act = 'network.changed' order by id`.execute(database.db);
  return rows.map(({ details }) => details);
};

test('what is not typed is the default, and what is typed counts', async () => {
  expect(await settings()).toEqual({
    ...defaults,
    senderLine: 'Einlass',
    senderName: null,
    replyTo: null,
    keepCriteria: false,
  });
  const typed = { companyName: ' Muster AG ', startUrl: 'https://App.Muster.example/', letterDays: '14' };
  await editSettings(
    database.db,
    actor,
    form({ ...typed, helpContactDe: 'Zeile 1\r\nZeile 2', keepCriteria: 'true' }),
  );
  expect(await settings()).toMatchObject({
    companyName: 'Muster AG',
    senderLine: 'Muster AG',
    startUrl: 'https://app.muster.example',
    letterDays: 14,
    helpContact: { de: 'Zeile 1\nZeile 2', en: 'Contact' },
    keepCriteria: true,
  });
  expect((await audited()).at(-1)).toEqual({
    fields: ['companyName', 'startUrl', 'helpContactDe', 'letterDays', 'keepCriteria'],
  });
});

test('of ten who save at once one is taken, the others are told', async () => {
  const all = Array.from({ length: 10 }, (_, n) => form({ companyName: `Firma ${n}` }));
  const before = (await audited()).length;
  const results = await Promise.allSettled(all.map((one) => editSettings(database.db, actor, one)));
  const refused = results.filter((one) => one.status === 'rejected');
  expect(refused).toHaveLength(9);
  for (const { reason } of refused as PromiseRejectedResult[])
    expect(reason).toMatchObject({ code: 'conflict' });
  expect((await audited()).length).toBe(before + 1);
  const winner = results.findIndex((one) => one.status === 'fulfilled');
  expect(await settings()).toMatchObject({ companyName: `Firma ${winner}` });
});

test('saving what is there already leaves no trace but a version', async () => {
  const before = (await audited()).length;
  await editSettings(database.db, actor, form());
  expect((await audited()).length).toBe(before);
  expect((await readStoredSettings(database.db)).version).toBe(2);
});

const refusals = [
  ['startUrl', 'http://app.muster.example', 'startUrl'],
  ['startUrl', 'https://user:secret@app.muster.example', 'startUrl'],
  ['startUrl', 'https://app.muster.example/?next=1', 'startUrl'],
  ['startUrl', 'https://app.muster.example/#top', 'startUrl'],
  ['startUrl', 'javascript:alert(1)', 'startUrl'],
  ['startUrl', 'muster', 'startUrl'],
  ['startUrl', `https://muster.example/${'x'.repeat(100)}`, 'long'],
  ['accent', 'red', 'accent'],
  ['letterDays', '0', 'days'],
  ['replyTo', 'app@muster.example, evil@evil.example', 'replyTo'],
  ['replyTo', 'Muster AG <app@muster.example>', 'replyTo'],
  ['replyTo', 'app@muster.example\r\nBcc: evil@evil.example', 'characters'],
  ['senderName', 'Muster\nBcc: evil@evil.example', 'characters'],
  ['letterDays', '366', 'days'],
  ['letterDays', '3.5', 'days'],
  ['companyName', 'x'.repeat(81), 'long'],
  ['companyName', 'Muster\u202eGA', 'characters'],
  ['senderLine', 'a\nb', 'characters'],
  ['helpContactDe', 'a\nb\nc\nd\ne', 'lines'],
] as const;
test.each(refusals)('%s does not take %j', (field, value, problem) => {
  const result = settingsForm.safeParse({ version: '1', [field]: value });
  expect(result.error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    [field, `areas.settings.problem.${problem}`],
  ]);
});

test('an address is kept as it can be typed', () => {
  expect(plainAddress('https://zugang.müster.example/start')).toBe(
    'https://zugang.xn--mster-kva.example/start',
  );
  expect(plainAddress('https://zugang.muster.example:8443')).toBe('https://zugang.muster.example:8443');
});

test('a logo is kept, replaced, removed; who comes late is told', async () => {
  const { db } = database;
  const png = logo();
  await replaceLogo(db, actor, 1, png);
  expect(await readLogo(db)).toEqual({ bytes: png, mediaType: 'image/png' });
  expect((await readLetterLook(db, defaults)).logo).toEqual({ bytes: png, mediaType: 'image/png' });
  await expect(replaceLogo(db, actor, 1, logo('image/jpeg'))).rejects.toMatchObject({ code: 'conflict' });
  await replaceLogo(db, actor, 2, logo('image/jpeg'));
  expect((await readLogo(db))?.mediaType).toBe('image/jpeg');
  await removeLogo(db, actor, 3);
  expect(await readLogo(db)).toBeUndefined();
  expect(await readLetterLook(db, defaults)).toEqual(await settings());
  expect((await audited()).slice(-3)).toEqual(Array(3).fill({ fields: ['logo'] }));
});
