import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { htmlOf, splitAtLink, textOf } from '../../sidecar/mail/body.rules.ts';
import { checkDraft, shownDraft } from '../../sidecar/mail/draft.rules.ts';
import { kinds, placeholdersOf, textKinds } from '../../sidecar/mail/kinds.ts';
import { blocksOf } from '../../sidecar/mail/markdown.ts';
import { readDraft } from '../../sidecar/mail/text-preview.ts';
import { valuesOf } from '../../sidecar/mail/placeholder.rules.ts';
import { defaultDraft } from '../../sidecar/mail/text-compiler.ts';
import { locales, openTexts } from '../../sidecar/platform/i18n.ts';

const texts = openTexts(fileURLToPath(new URL('../../sidecar/', import.meta.url)));
const translators = locales.map((locale) => texts.translate(locale));
const [t] = translators as [(typeof translators)[number]];
const check = (body: string, subject = 'Guten Tag', kind: (typeof textKinds)[number] = 'invitation') =>
  checkDraft({ subject, body }, kind, { t, translators });
const said = (body: string, subject?: string, kind?: (typeof textKinds)[number]) =>
  check(body, subject, kind).problems.map(({ field, text, params }) => [field, t(text, params)]);

test('every default is a text that its editor would take, and comes back from it unchanged', () => {
  for (const kind of textKinds) {
    for (const locale of locales) {
      const draft = defaultDraft(texts, kind, locale);
      for (const speaking of translators) {
        const shown = shownDraft(draft, speaking);
        expect(checkDraft(shown, kind, { t: speaking, translators })).toEqual({ draft, problems: [] });
      }
    }
  }
});

test('German and English names are taken, in any case, and kept as one', () => {
  expect(check('{{Vorname}} {{ vorname }} {{FirstName}} {{firstName}}').draft.body).toBe(
    '{{firstName}} {{firstName}} {{firstName}} {{firstName}}',
  );
});

test.each([
  ['{{Vornme}}', 'Den Platzhalter {{Vornme}} gibt es in dieser Nachricht nicht. Meinten Sie {{Vorname}}?'],
  [
    '{{Nachnahme}}',
    'Den Platzhalter {{Nachnahme}} gibt es in dieser Nachricht nicht. Meinten Sie {{Nachname}}?',
  ],
  // of another kind of message
  ['{{Code}}', expect.stringContaining('{{Code}} gibt es in dieser Nachricht nicht')],
  ['{{Vorname}', expect.stringContaining('zwei geschweifte Klammern')],
  ['{{{Vorname}}}', undefined],
  ['{{#if Vorname}}x{{/if}}', expect.stringContaining('zwei geschweifte Klammern')],
  ['{{> mail/message.html}}', expect.stringContaining('zwei geschweifte Klammern')],
  ['{{&Vorname}}', expect.stringContaining('zwei geschweifte Klammern')],
  [
    '{{Link}}\n\nx\n\n{{Link}}',
    '{{Link}} darf nur einmal vorkommen: Die Schaltfläche steht genau einmal in der Nachricht.',
  ],
  ['Hier: {{Link}}', expect.stringContaining('allein auf einer Zeile')],
  ['a\n{{Link}}\nb', expect.stringContaining('allein auf einer Zeile')],
  ['- {{Link}}', expect.stringContaining('allein auf einer Zeile')],
  ['**{{Link}}**', expect.stringContaining('allein auf einer Zeile')],
])('%j is refused with what to do', (body, problem) => {
  expect(said(body)[0]).toEqual(problem === undefined ? undefined : ['body', problem]);
});

test('the link has no place in a subject, nor in a message that leads nowhere', () => {
  expect(said('x', '{{Link}}')[0]?.[0]).toBe('subject');
  expect(said('{{Link}}', 'x', 'emailCode')[0]?.[0]).toBe('body');
});

test('the code cannot be edited away from the message that brings it', () => {
  expect(said('Siehe Betreff.', '{{Code}}', 'emailCode')[0]?.[1]).toContain('{{Code}}');
  expect(said('{{code}}', 'x', 'emailCode')).toEqual([]);
});

const telling = { company: 'Muster AG', locale: 'de', timeZone: 'Europe/Berlin', t } as const;
const person = { salutation: null, firstName: 'Erika', lastName: 'Muster' };
function parts(body: string, data: Partial<Record<'firstName' | 'lastName', string>> = {}) {
  const { draft, problems } = check(body);
  const blocks = splitAtLink(blocksOf(draft.body));
  const facts = { ...person, areas: ['Werk Nord'], expiresAt: new Date(0), ...data };
  const values = valuesOf(facts, telling);
  const [before, after] = [blocks.before, blocks.after].map((part) => ({
    html: htmlOf(part, values),
    text: textOf(part, values),
  }));
  return {
    problems,
    before,
    after,
    html: `${before?.html}${after?.html}`,
    text: `${before?.text}\n${after?.text}`,
  };
}

describe('of Markdown only paragraphs, line ends, emphasis and lists mean something', () => {
  test('these do, in both parts', () => {
    const { html, text } = parts(
      'Guten **Tag** *{{Vorname}}*,\nneue Zeile\n\n- eins\n- zwei\n  - drei\n\n3. vier\n4. fünf',
    );
    const plain = html.replace(/ style="[^"]*"/g, '');
    expect(plain).toBe(
      '<p>Guten <strong>Tag</strong> <em>Erika</em>,<br>neue Zeile</p>' +
        '<ul><li><div>eins</div></li><li><div>zwei</div><ul><li><div>drei</div></li></ul></li></ul>' +
        '<ol start="3"><li><div>vier</div></li><li><div>fünf</div></li></ol>',
    );
    expect(text.trim()).toBe('Guten Tag Erika,\nneue Zeile\n\n- eins\n- zwei\n  - drei\n\n3. vier\n4. fünf');
  });

  test.each([
    '<b onclick=x>fett</b>',
    '<script>alert(1)</script>',
    '[Klick](https://evil.example)',
    '![Bild](https://evil.example/x.png)',
    '<https://evil.example>',
    'https://evil.example',
    '[a]: https://evil.example\n\n[a]',
    '# Titel',
    '> Zitat',
    '`code`',
    '    eingerückt',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '&lt;b&gt; &#60;b&#62;',
    '$t(mail.texts.list) __proto__ ${x} $& $1',
  ])('%j is words', (body) => {
    const { html, text, problems } = parts(body);
    expect(problems).toEqual([]);
    expect(html).not.toMatch(/<(?!\/?(p|br|strong|em|ul|ol|li|div)\b)|href|src=/i);
    expect(text.replace(/\s+/g, ' ').trim()).toBe(
      body
        .replace(/\s+/g, ' ')
        .trim()
        .replace(/__(\w+)__/, '$1'),
    );
  });
});

test('a paragraph and a list item whose value is empty are left out', () => {
  const body = '{{Begrüßung}}\n\nFrau {{Nachname}}\n\n- {{Nachname}}\n- {{Vorname}}';
  expect(parts(body, { lastName: '' }).text.trim()).toBe('Guten Tag Erika,\n\n- Erika');
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '{{firstName}}',
    '{{link}}',
    '{{{company}}}',
    '\ue000link\ue001',
    '**x**',
    '\n\n- a\n\n',
    '<img src=x onerror=y>',
    '"><a href=https://evil.example>',
    '&amp;&lt;',
    '\r\nBcc: e@e.example',
    '\u202etxt.exe',
    'שלום עולם',
    '$&',
    'x'.repeat(5000),
  ),
);
const tag = /<(?!\/?(?:p|br|strong|em|ul|ol|li|div)(?: (?:style|start)="[^"<>]*")?>)/;

test('no value is read as markup, as a name or as a line of its own', () => {
  const body = '{{Begrüßung}}\n\n**{{Vorname}}** und *{{Nachname}}*:\n\n- {{Nachname}}\n\n{{Link}}\n\nEnde';
  const shape = (text: string) => text.match(/<[^>]+>/g)?.join('');
  const usual = parts(body);
  fc.assert(
    fc.property(hostile, hostile, (first, last) => {
      const [firstName, lastName] = [`A${first}`, `B${last}`];
      const { html, text } = parts(body, { firstName, lastName });
      expect(html).not.toMatch(tag);
      // the frame of paragraphs is the text's, whatever the names are
      expect(shape(html)).toBe(shape(usual.html));
      expect(text.split('\n').length).toBe(usual.text.split('\n').length);
      expect(html).not.toMatch(/[\p{Cc}\u202e]/u);
    }),
    { numRuns: 300 },
  );
});

const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '{{',
      '}}',
      '{{Link}}',
      '{{Vorname}}',
      '\\{\\{link\\}\\}',
      '\ue000link\ue001',
      '\n',
      '\n\n',
      '- ',
      '1. ',
      '**',
      '*',
      '\\',
      '<a href="',
      '">',
      '&',
      '`',
    ),
  ),
  { maxLength: 12 },
);

test('whatever an administrator types: it is refused, or no markup of its own comes out and the button keeps its one place', () => {
  let taken = 0;
  fc.assert(
    fc.property(words, (typed) => {
      const { draft, problems } = check(typed.join(''));
      if (problems.length > 0) return;
      taken += 1;
      const blocks = blocksOf(draft.body);
      expect(blocks.filter(({ kind }) => kind === 'link').length).toBe(
        draft.body.includes('{{link}}') ? 1 : 0,
      );
      const values = valuesOf({ ...person, areas: ['Werk'], expiresAt: new Date(0) }, telling);
      expect(htmlOf(blocks, values)).not.toMatch(tag);
      expect(textOf(blocks, values)).not.toContain('\ue000');
    }),
    { numRuns: 500 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('each kind lists its placeholders once, and only messages that lead somewhere have a button text', () => {
  for (const kind of textKinds) {
    const names = placeholdersOf(kind);
    expect(new Set(names).size).toBe(names.length);
    expect({ kind, button: texts.has(`mail.kind.${kind}.button`) }).toEqual({
      kind,
      button: kinds[kind].action,
    });
  }
});

test("times in a message are those of the company's clocks, whatever the clock of the server", () => {
  const facts = { ...person, areas: [], expiresAt: new Date('2026-07-01T22:30:00Z') };
  const expiresAt = (timeZone: string) => valuesOf(facts, { ...telling, timeZone }).expiresAt;
  expect(expiresAt('Europe/Berlin')).toBe('2. Juli 2026 um 00:30 MESZ');
  expect(expiresAt('America/New_York')).toBe('1. Juli 2026 um 18:30 GMT-4');
});

test('a text that is far too long is told so, and nothing else about it', () => {
  const { problems } = readDraft(texts, 'invitation', { subject: 'x', body: '{{x}} '.repeat(20_000) }, t);
  expect(problems.map(({ text }) => text)).toEqual(['mail.texts.problem.long']);
});
