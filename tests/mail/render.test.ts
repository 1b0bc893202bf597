import { expect, test } from '@jest/globals';
import { invitation, link, publicUrl, renderer } from './mail-setup.ts';

const messages = renderer();
const locales = ['de', 'en'] as const;
const count = (text: string, part: string): number => text.split(part).length - 1;
const render = (changes: Parameters<typeof invitation>[0], locale: 'de' | 'en' = 'de') =>
  messages.render('invitation', invitation(changes), locale);

test.each(locales)(
  'the link is in both parts exactly once, and nothing else is loaded or linked (%s)',
  (locale) => {
    const { html, text } = render({}, locale);
    expect(count(html, link)).toBe(1);
    expect(count(text, link)).toBe(1);
    expect(text.split('\n')).toContain(link);
    expect(html).toContain(`href="${link}"`);
    expect(count(html, 'href=')).toBe(1);
    expect(count(html, '://')).toBe(1);
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
] as const)('everything a person needs is said in %s', (locale, subject, ...words) => {
  const rendered = render({}, locale);
  expect(rendered.subject).toBe(subject);
  expect(rendered.toName).toBe('Jörg Müller-Lüdenscheidt');
  for (const part of [rendered.html, rendered.text]) for (const word of words) expect(part).toContain(word);
  expect(rendered.html).toContain(`<html lang="${locale}">`);
});

test('the German greeting uses the salutation', () => {
  expect(render({ salutation: 'Frau', firstName: 'Erika', lastName: 'Muster' }).text).toMatch(
    /^Guten Tag Frau Muster,\n/,
  );
  expect(render({ salutation: ' ', firstName: 'Erika', lastName: 'Muster' }).text).toMatch(
    /^Guten Tag Erika Muster,\n/,
  );
});

test('without areas no sentence about them is left over', () => {
  const { html, text } = render({ areas: [] });
  expect(html + text).not.toContain('freigeschaltet');
  expect(text).not.toContain('\n\n\n');
});

test('names are escaped in the HTML part and stand as they are in the text part', () => {
  const company = `Söhne & "Töchter" <b>O'Neil</b>`;
  const { html, text, subject } = render({
    company,
    firstName: '<script>alert(1)</script>',
    areas: ['<img src=x onerror=y>'],
  });
  expect(html).not.toMatch(/<script|<img|<b>/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('Söhne &amp; &quot;Töchter&quot; &lt;b&gt;O&#x27;Neil&lt;/b&gt;');
  expect(text).toContain(company);
  expect(text).toContain('<script>alert(1)</script>');
  expect(subject).toContain(company);
});

test.each([
  '{{link}}',
  '{{company}}',
  '{{{subject}}}',
  '$t(mail.invitation.help)',
  '{{t "mail.invitation.button"}}',
  '__proto__',
  '$&',
])('the value %s is data, not a template', (value) => {
  const { html, text, subject } = render({
    company: value,
    firstName: value,
    lastName: value,
    areas: [value],
  });
  expect(count(html, link)).toBe(1);
  expect(count(text, link)).toBe(1);
  expect(subject).toBe(`${value}: Ihr Zugang zur Mitarbeiter-App`);
  expect(text).toContain(`Guten Tag ${value} ${value},`);
  expect(text).toContain(`freigeschaltet: ${value}.`);
});

test.each([
  '\r\nBcc: evil@evil.example',
  '\nX: y',
  '\r\n\r\n<html>',
  '\u2028Bcc: e@e.example',
  '\u0000',
  '\u202eevil',
])('the value %j cannot break a line', (value) => {
  const { subject, toName, text } = render({
    company: `A${value}`,
    firstName: `B${value}`,
    lastName: `C${value}`,
  });
  for (const header of [subject, toName]) expect(header).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
  expect(text.split('\n')[0]).toMatch(/^Guten Tag B.*,$/);
});

test.each(locales)('the sample for administrators opens nothing (%s)', (locale) => {
  const { subject, html, text } = messages.renderSample('invitation', invitation().data, locale);
  const real = render({}, locale);
  expect(subject).toBe(real.subject);
  expect(html).toBe(real.html.replace(link, `${publicUrl}/…`));
  expect(text).toBe(real.text.replace(link, `${publicUrl}/…`));
});
