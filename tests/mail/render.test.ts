import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kinds, textKinds } from '../../sidecar/mail/kinds.ts';
import type { RenderedMail } from '../../sidecar/mail/render.ts';
import { locales } from '../../sidecar/platform/i18n.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invitation, link, publicUrl, renderer } from './mail-setup.ts';

const messages = renderer();
const count = (text: string, part: string): number => text.split(part).length - 1;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function company(name: string | null): Promise<void> {
  await database.db.updateTable('network_setting').set({ company_name: name }).execute();
}
async function render(
  changes: Parameters<typeof invitation>[0],
  locale: 'de' | 'en' = 'de',
): Promise<RenderedMail> {
  const items = [{ id: 'one', content: invitation(changes), locale }];
  const rendered = (await messages.renderAll(database.db, 'invitation', items)).get('one');
  if (!rendered) throw new Error('nothing rendered');
  return rendered;
}

test.each(locales)(
  'the link is in both parts exactly once, and nothing else is linked (%s)',
  async (locale) => {
    const { html, text } = await render({}, locale);
    expect(count(html, link)).toBe(1);
    expect(count(text, link)).toBe(1);
    expect(text.split('\n')).toContain(link);
    expect(html).toContain(`href="${link}"`);
    expect(count(html, 'href=')).toBe(1);
    expect(html).not.toMatch(/<(img|script|link|iframe|form|object)|url\(|@import/i);
  },
);

test.each([
  [
    'de',
    'Muster AG: Ihr Zugang zur Mitarbeiter-App',
    'Guten Tag Jörg Müller-Lüdenscheidt,',
    'Werk Nord und Zentrale',
    '3. Dezember 2025',
  ],
  [
    'en',
    'Muster AG: your access to the employee app',
    'Hello Jörg Müller-Lüdenscheidt,',
    'Werk Nord and Zentrale',
    'December 3, 2025',
  ],
] as const)('everything a person needs is said in %s', async (locale, subject, ...words) => {
  const rendered = await render({}, locale);
  expect(rendered.subject).toBe(subject);
  expect(rendered.toName).toBe('Jörg Müller-Lüdenscheidt');
  for (const part of [rendered.html, rendered.text]) for (const word of words) expect(part).toContain(word);
  expect(rendered.html).toMatch(new RegExp(`<html[^>]* lang="${locale}"`));
});

test('sender name and reply address come from the settings of the network', async () => {
  expect(await render({})).not.toHaveProperty('replyTo');
  const { db } = database;
  await db
    .updateTable('network_setting')
    .set({ sender_name: 'Muster AG Mitarbeiter-App', reply_to: 'app@muster.example' })
    .execute();
  expect(await render({})).toMatchObject({
    fromName: 'Muster AG Mitarbeiter-App',
    replyTo: 'app@muster.example',
  });
});

test('the German greeting uses the salutation', async () => {
  const erika = { firstName: 'Erika', lastName: 'Muster' };
  expect((await render({ ...erika, salutation: 'Frau' })).text).toMatch(/^Guten Tag Frau Muster,\n/);
  expect((await render({ ...erika, salutation: ' ' })).text).toMatch(/^Guten Tag Erika Muster,\n/);
});

test('without areas no sentence about them is left over', async () => {
  const { html, text } = await render({ areas: [] });
  expect(html + text).not.toContain('freigeschaltet');
  expect(text).not.toContain('\n\n\n');
});

test('of every kind there is a text in every language, with all its values and one button where it leads somewhere', async () => {
  for (const kind of textKinds) {
    for (const locale of locales) {
      for (const longest of [false, true]) {
        const sample = await messages.renderSample(database.db, kind, { areaId: null, locale, longest });
        const links = kinds[kind].action ? 1 : 0;
        expect({
          kind,
          text: count(sample.text, `${publicUrl}/…`),
          html: count(sample.html, 'href='),
        }).toEqual({
          kind,
          text: links,
          html: links,
        });
        expect(sample.subject.length).toBeGreaterThan(10);
        expect(sample.subject + sample.text + sample.html).not.toMatch(/\{\{|\}\}|\*\*|undefined|\ue000/);
      }
    }
  }
});

test('names are escaped in the HTML part and stand as they are in the text part', async () => {
  const name = `Söhne & "Töchter" <b>O'Neil</b>`;
  await company(name);
  const { html, text, subject } = await render({
    firstName: '<script>alert(1)</script>',
    areas: ['<img src=x onerror=y>'],
  });
  await company(null);
  expect(html).not.toMatch(/<script|<img|<b>/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('Söhne &amp; &quot;Töchter&quot; &lt;b&gt;O&#39;Neil&lt;/b&gt;');
  expect(text).toContain(name);
  expect(text).toContain('<script>alert(1)</script>');
  expect(subject).toContain(name);
});

test.each([
  '\r\nBcc: evil@evil.example',
  '\nX: y',
  '\r\n\r\n<html>',
  '\u2028Bcc: e@e.example',
  '\u0000',
  '\u202eevil',
])('the value %j cannot break a line', async (value) => {
  await company(`A${value.replaceAll('\0', '')}`);
  const { subject, toName, text } = await render({ firstName: `B${value}`, lastName: `C${value}` });
  await company(null);
  for (const header of [subject, toName]) expect(header).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
  expect(text.split('\n')[0]).toMatch(/^Guten Tag B.*,$/);
});
