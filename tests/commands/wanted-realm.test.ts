import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addArea } from '../../sidecar/areas/area.service.ts';
import { settingsForm } from '../../sidecar/areas/network-settings.schema.ts';
import { editSettings, removeLogo, replaceLogo } from '../../sidecar/areas/network-settings.service.ts';
import { wantedRealm } from '../../sidecar/commands/wanted-realm.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { logo } from '../credentials/letters.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());

const operator = { kind: 'operator' } as const;
const wanted = (said: string[] = [], url = database.url, more: NodeJS.ProcessEnv = {}) => {
  const config = parseConfig({
    PUBLIC_URL: 'https://zugang.muster.example/',
    DATABASE_URL: url,
    REDIS_URL: 'redis://127.0.0.1:9',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'Zugang <zugang@muster.example>',
    COMPANY_NAME: 'Muster AG',
    KEYCLOAK_URL: 'http://localhost:9',
    KEYS_DIR: '/nowhere',
    ...more,
  });
  return wantedRealm(config, (line) => said.push(line));
};

test('Keycloak is told what the settings say: company, colours, logo, whom to ask, sender and answers', async () => {
  expect(await wanted()).toMatchObject({
    displayName: 'Muster AG',
    mailLook: { company: 'Muster AG', help: {} },
    smtp: { from: 'zugang@muster.example', fromDisplayName: 'Zugang' },
  });
  const typed = {
    companyName: "Müller's & Söhne",
    accent: '#ffd500',
    helpContactDe: 'Frau Lindner\r\nTelefon 4711',
    senderName: 'Müller Zugang',
    replyTo: 'hilfe@muster.example',
  };
  await editSettings(database.db, operator, settingsForm.parse({ version: '1', ...typed }));
  await replaceLogo(database.db, operator, 2, logo());
  expect(await wanted()).toMatchObject({
    displayName: typed.companyName,
    mailLook: {
      company: typed.companyName,
      accent: '#ffd500',
      onAccent: '#151515',
      logo: 'https://zugang.muster.example/brand/logo',
      help: { de: 'Frau Lindner\nTelefon 4711' },
    },
    smtp: {
      from: 'zugang@muster.example',
      fromDisplayName: 'Müller Zugang',
      replyTo: 'hilfe@muster.example',
    },
  });
  await removeLogo(database.db, operator, 3);
  expect((await wanted()).mailLook).not.toHaveProperty('logo');
});

test('a gate of an area that is not there is told, because it would let nobody in', async () => {
  await addArea(database.db, operator, { name: 'Werk Nord' });
  const said: string[] = [];
  const { gates } = await wanted(said, database.url, { AREA_GATES: 'werk-nord werk-nrd' });
  expect(gates).toEqual(['werk-nord', 'werk-nrd']);
  expect(said).toEqual([expect.stringMatching(/"werk-nrd", which is no area[\s\S]*lets nobody in/)]);
});

test('without the database the look that Keycloak has is left alone, and that is said', async () => {
  const said: string[] = [];
  const input = await wanted(said, 'postgres://nobody@127.0.0.1:9/none');
  expect(input.displayName).toBe('Muster AG');
  expect(input.mailLook).toBeUndefined();
  expect(said).toEqual([expect.stringContaining('cannot be read')]);
});
