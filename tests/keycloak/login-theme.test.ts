import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { desiredRealm } from '../../realm-config/index.ts';
import { sha256, stockFiles } from './stock-themes.ts';

const theme = fileURLToPath(new URL('../../themes/einlass/', import.meta.url));
const read = (file: string): string => readFileSync(file, 'utf8');
/** `overrides` stand in for a template of Keycloak's; the others are only leaned on: by place, by class or by what they do at the load event. */
const originals = JSON.parse(
  read(fileURLToPath(new URL('login-theme-originals.json', import.meta.url))),
) as Record<'overrides' | 'leansOn', Record<string, string>>;
const languages = ['de', 'en'] as const;
const types = ['login', 'account'] as const;
const parents = { login: ['keycloak.v2', 'base'], account: ['keycloak.v3', 'base'] };

let stock: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  stock = new Map([
    ...(await stockFiles(
      'themes',
      /^(base|keycloak\.v2)\/login\/(.*\.ftl$|messages\/messages_en|resources\/css\/)/,
    )),
    ...(await stockFiles('themes', /^base\/account\/messages\/messages_en/)),
    ...(await stockFiles('account-ui', /^keycloak\.v3\/account\/(index\.ftl|messages\/messages_en)/)),
  ]);
});
/** The file that Keycloak would use if we had none of this name. */
const original = (type: (typeof types)[number], name: string): string | undefined =>
  parents[type].map((parent) => `${parent}/${type}/${name}`).find((path) => stock.has(path));

test('what Keycloak ships is what our theme was written against', () => {
  const overridden = types.flatMap((type) =>
    readdirSync(join(theme, type), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ftl'))
      .map((name) => original(type, name) ?? `${type}/${name}: no such template`),
  );
  // Another name here is one more template to carry along with each new Keycloak: see docs/adr/054 first.
  expect(overridden.toSorted()).toEqual(Object.keys(originals.overrides).toSorted());
  const written = { ...originals.overrides, ...originals.leansOn };
  const now = Object.keys(written).map((path) => [
    path,
    stock.has(path) ? sha256(stock.get(path) ?? '') : 'gone',
  ]);
  // Another hash: look what Keycloak changed in that file (its jars in lib/lib/main) and whether ours still fits, then write it down.
  expect(Object.fromEntries(now)).toEqual(written);
});

test('styles and scripts are named after their content and stand beside those of Keycloak', () => {
  for (const type of types) {
    const said = read(join(theme, type, 'theme.properties'));
    // `styles=` would stand in for the parent's
    expect(said).not.toMatch(/^(styles|stylesCommon|scripts|favicons)=/m);
    const files = [...said.matchAll(/^(?:styles|scripts)\.\w+=(.+)$/gm)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const content = read(join(theme, type, 'resources', file));
      // Browsers keep a file for 30 days and Keycloak its compressed copy until its next version: rename it with each change.
      expect(file).toBe(file.replace(/-[^-.]*\./, `-${sha256(content).slice(0, 8)}.`));
    }
    const there = readdirSync(join(theme, type, 'resources'), { recursive: true, encoding: 'utf8' });
    expect(there.filter((name) => /\.(css|js)$/.test(name)).toSorted()).toEqual(files.toSorted());
    for (const [, file = ''] of said.matchAll(/^(?:favicons\.einlass|logo)=(.+)$/gm))
      expect(existsSync(join(theme, type, 'resources', file))).toBe(true);
  }
});

const messagesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split('\n')
      .filter((line) => /^[^#\s][^=]*=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
const ours = (type: (typeof types)[number], language: string): ReadonlyMap<string, string> =>
  messagesIn(read(join(theme, type, 'messages', `messages_${language}.properties`)));
const blanks = (text: string): string[] => [...new Set(text.match(/\{\{?\w+\}?\}/g))].toSorted();

test('every sentence is there in both languages, is one that Keycloak asks for, and has its blanks', () => {
  const realm = desiredRealm({ realm: 'r', publicUrl: 'https://a.example', displayName: 'M' }).texts;
  for (const type of types) {
    const english = messagesIn(
      parents[type]
        .toReversed()
        .map((parent) => String(stock.get(`${parent}/${type}/messages/messages_en.properties`)))
        .join('\n'),
    );
    expect([...ours(type, 'de').keys()]).toEqual([...ours(type, 'en').keys()]);
    for (const language of languages)
      for (const [key, text] of ours(type, language)) {
        const stands = english.get(key) ?? (/^(einlass|languages$)/.test(key) ? '' : undefined);
        expect([key, stands]).toEqual([key, expect.any(String)]);
        const given = blanks(stands ?? '');
        expect({ key, unknown: blanks(text).filter((blank) => !given.includes(blank)) }).toEqual({
          key,
          unknown: [],
        });
        // a text of the realm stands above the theme's, which nobody would ever see
        if (!key.startsWith('einlass'))
          expect({ key, twice: realm[language]?.[key] }).toEqual({ key, twice: undefined });
        if (type === 'login') expect(text.replace(/\{\d\}/g, '')).not.toMatch(/[{}'<>]/);
      }
  }
});

test('what went wrong at the sign-in does not tell which accounts there are', () => {
  for (const language of languages) {
    const said = ours('login', language);
    for (const keys of [
      ['invalidUserMessage', 'accountTemporarilyDisabledMessage', 'accountPermanentlyDisabledMessage'],
      [
        'invalidTotpMessage',
        'accountTemporarilyDisabledMessageTotp',
        'accountPermanentlyDisabledMessageTotp',
      ],
    ])
      expect(new Set(keys.map((key) => said.get(key))).size).toBe(1);
  }
});

test('nothing that somebody typed becomes markup', () => {
  expect(read(join(theme, 'login/footer.ftl'))).not.toMatch(/no_esc|noesc|noautoesc|auto_esc|kcSanitize/i);
  const [script = ''] = readdirSync(join(theme, 'account/resources/js'));
  expect(read(join(theme, 'account/resources/js', script))).not.toMatch(
    /innerHTML|insertAdjacent|document\.write|eval/,
  );
});
