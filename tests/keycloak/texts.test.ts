import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { texts } from '../../realm-config/texts.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';

let fixture: RealmFixture;
beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture?.close());

const key = 'emailSentMessage';
const stored = (locale: string) =>
  fixture.admin.realms.getRealmLocalizationTexts({ realm: fixture.realm, selectedLocale: locale });
const say = (locale: string, name: string, text: string) =>
  fixture.admin.realms.addLocalization({ realm: fixture.realm, selectedLocale: locale, key: name }, text);
const found = async () =>
  (await checkRealm(fixture.admin, fixture.input)).filter(({ code }) => code === 'help_text');

test('the realm says who helps without e-mail, in both languages, and a second run changes nothing', async () => {
  const { de, en } = texts(fixture.input);
  expect(await stored('de')).toEqual(de);
  expect(await stored('en')).toEqual(en);
  expect(await applyRealm(fixture.admin, fixture.input)).toEqual([]);
  expect(await found()).toEqual([]);
});

test('another wording is told, and mended; other texts of the operator stay', async () => {
  await say('de', key, 'Fragen Sie jemanden.');
  await say('de', 'loginAccountTitle', 'Willkommen');
  expect(await found()).toMatchObject([
    { level: 'warning', what: expect.stringContaining(`de/${key}`) as unknown },
  ]);
  const changes = await applyRealm(fixture.admin, fixture.input);
  expect(changes).toMatchObject([{ resource: 'texts "de"', field: key, from: 'Fragen Sie jemanden.' }]);
  expect(await stored('de')).toMatchObject({ ...texts(fixture.input).de, loginAccountTitle: 'Willkommen' });
  expect(await found()).toEqual([]);
});

test('what the settings say about who helps is what the page says', async () => {
  const whoHelps = { de: 'Frau Lindner\nin Raum 12 hilft.' };
  await applyRealm(fixture.admin, { ...fixture.input, whoHelps });
  expect((await stored('de'))?.[key]).toContain('Ohne E-Mail-Adresse: Frau Lindner in Raum 12 hilft. Mehr: ');
  expect(await found()).toMatchObject([{ what: expect.stringContaining(`de/${key}`) as unknown }]);
  await applyRealm(fixture.admin, fixture.input);
  expect(await found()).toEqual([]);
});

test('Keycloak reads the sentences as patterns: nothing in them is one but the places to fill in', () => {
  const whoHelps = { de: "Frau O'Brien {0} <b>Raum 12</b>\nTelefon 4711", en: "Ask Ms O'Brien {" };
  for (const all of Object.values(texts({ publicUrl: 'https://zugang.muster.example', whoHelps })))
    for (const [key, text] of Object.entries(all)) {
      expect(text).not.toMatch(/'|\{(?![0-3]\})|(?<!\{[0-3])\}/);
      // Only mails have a form with markup; the pages show it as it is written.
      if (!key.endsWith('Html')) expect(text).not.toMatch(/[<>]/);
    }
});
