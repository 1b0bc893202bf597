import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { buildMailTheme, mailThemeFrame } from '../../scripts/build-mail-theme.ts';
import { sha256, stockFiles } from './stock-themes.ts';

const theme = fileURLToPath(new URL('../../themes/einlass/email/', import.meta.url));
const read = (file: string): string => readFileSync(file, 'utf8');
const files = readdirSync(theme, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
const templates = files.filter((name) => name.endsWith('.ftl'));
/** What each file of ours stands in for, as it was when ours was written; see the test. */
const originals = JSON.parse(
  read(fileURLToPath(new URL('mail-theme-originals.json', import.meta.url))),
) as Record<string, string>;
/** Mails for what is off in our realm: in Keycloak's words, in our frame. */
const notOurs = ['org-invite.ftl', 'verifiable-credential-offer.ftl', 'workflow-notification.ftl'];

let stock: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  const prefix = 'base/email/';
  const files = await stockFiles('themes', /^base\/email\/.+\.(ftl|properties)$/);
  stock = new Map([...files].map(([name, content]) => [name.slice(prefix.length), content]));
});

test('what Keycloak ships is what our templates were written against', () => {
  const overridden = files.filter((name) => stock.has(name)).toSorted();
  const now = overridden.map((name) => [name, sha256(stock.get(name) ?? '')]);
  // Another hash: look what Keycloak changed in that file (its theme jar in lib/lib/main), carry it over, then write the new hash down.
  expect(Object.fromEntries(now)).toEqual(originals);
  const others = [...stock.keys()].filter((name) => name.endsWith('.ftl') && !files.includes(name));
  expect([...new Set(others.map((name) => name.replace(/^\w+\//, '')))].toSorted()).toEqual(notOurs);
});

const messages = (locale: string): ReadonlyMap<string, string> =>
  new Map(
    read(join(theme, `messages/messages_${locale}.properties`))
      .split('\n')
      .filter((line) => /^[^#]/.test(line))
      .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

test('every sentence is there in both languages, is used, and is a pattern only where it is meant to be', () => {
  const [german, english] = [messages('de'), messages('en')];
  expect([...german.keys()]).toEqual([...english.keys()]);
  const used = new Set(
    templates.flatMap((name) =>
      [...read(join(theme, name)).matchAll(/"(einlass\w+)"/g)].map(([, key]) => String(key)),
    ),
  );
  // Keycloak asks for these itself, or a template makes the key up
  const asked = [...german.keys()].filter(
    (key) => !/^(requiredAction|einlassCredential)\.|Subject$/.test(key),
  );
  expect([...used].toSorted()).toEqual(asked.toSorted());
  const asks = String(stock.get('messages/messages_en.properties')).match(/^\w+Subject(?==)/gm);
  expect(asks).toEqual(expect.arrayContaining([...german.keys()].filter((key) => key.endsWith('Subject'))));
  for (const text of [...german.values(), ...english.values()])
    expect(text.replace(/\{[0-2](,date,[\w.,: ]+)?\}/g, '')).not.toMatch(/[{}'<>]/);
});

test('no template puts out what is not escaped', () => {
  for (const name of templates) {
    const text = read(join(theme, name));
    expect(text).not.toMatch(/no_esc|noesc|noautoesc|auto_esc|kcSanitize/i);
    expect(text.startsWith('<#ftl output_format="plainText">')).toBe(!name.startsWith('html'));
  }
});

test('the frame is that of our own mails (else run scripts/build-mail.ts, then scripts/build-mail-theme.ts), and so are its words', () => {
  expect(read(mailThemeFrame) === buildMailTheme()).toBe(true);
  for (const locale of ['de', 'en']) {
    const words = messages(locale);
    const texts = fileURLToPath(new URL(`../../sidecar/mail/texts/${locale}.json`, import.meta.url));
    const { frame } = JSON.parse(read(texts).replaceAll('{{company}}', '{0}')) as {
      frame: { automatic: string; unexpected: string; broken: { html: string; text: string } };
    };
    expect(words.get('einlassFooter')).toBe(frame.automatic);
    expect(words.get('einlassFooterNewcomer')).toBe(frame.unexpected);
    expect(words.get('einlassBrokenButton')).toBe(frame.broken.html);
    expect(words.get('einlassBrokenLine')).toBe(frame.broken.text);
  }
});
