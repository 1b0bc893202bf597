import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { tickListChunks, writeTickList } from '../../sidecar/credentials/tick-list-pdf.ts';
import { mergeColumns, mergeRows } from '../../sidecar/credentials/mail-merge.rules.ts';
import { collected, readPdf } from '../support/pdf.ts';
import { each, letter, look, texts } from './letters.ts';

const t = texts.translate('de');

test('the list names everybody by area with room to sign, and no password', async () => {
  const people = ['Lager', 'Werk Nord'].flatMap((areaName) =>
    Array.from({ length: 40 }, (_, n) =>
      letter({ areaName, lastName: `Muster${areaName.length}-${n}`, username: `u${n}` }),
    ),
  );
  const out = new PassThrough();
  const [bytes] = await Promise.all([collected(out), writeTickList(each(people), look, t, 'de', out)]);
  const pdf = await readPdf(bytes);
  expect(pdf.pages).toBe(4);
  const pages = await Promise.all([1, 2, 3, 4].map((page) => pdf.text(page)));
  expect(pages[0]).toContain('Bereich: Lager');
  expect(pages[1]).toContain('Bereich: Lager (Fortsetzung)');
  expect(pages[1]).toContain('Bereich: Werk Nord');
  expect(pages.join('\n').match(/Muster\d+-\d+, Erika/g)).toHaveLength(80);
  expect(pages.join('')).not.toContain('Hq7k');
  for (let page = 1; page <= 4; page += 1)
    for (const { y } of await pdf.pieces(page)) expect(y).toBeLessThan(285);
});

test('a list of nobody is a page that says so', async () => {
  const pdf = await readPdf(await collected(tickListChunks(each([]), look, t, 'de')));
  expect(pdf.pages).toBe(1);
  expect(await pdf.text(1)).toContain('Ausgabe der Zugangsbriefe');
});

test('the table for a word processor has a row a person under its titles', async () => {
  const batches: (readonly (readonly string[])[])[] = [];
  const people = [letter(), letter({ locale: 'en', employeeNumber: '', firstName: 'Zoë' })];
  for await (const batch of mergeRows(t, each(people), look.startUrl)) batches.push(batch);
  const [titles, first, second] = batches.flat();
  expect(titles).toHaveLength(mergeColumns.length);
  expect(first).toEqual([
    'Frau',
    'Erika',
    'Mustermann',
    'Werk Nord',
    '000815',
    'Deutsch',
    look.startUrl,
    'erika.mustermann',
    'Hq7k-mnpr-4xyz-8abc-w2vt',
    '25. Dezember 2026',
  ]);
  expect(second?.at(-1)).toBe('December 25, 2026');
});
