import { PassThrough, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { form } from '../../sidecar/credentials/window.ts';
import { writeLetters } from '../../sidecar/credentials/letter-pdf.ts';
import { unprintable } from '../../sidecar/platform/pdf/printable.rules.ts';
import { readPdf } from '../support/pdf.ts';
import { each, letter, logo, look, printed, texts } from './letters.ts';

test('a letter says everything in both languages, the own one first', async () => {
  const pdf = await printed([letter(), letter({ locale: 'en' }), letter({ locale: 'tr' })]);
  expect(pdf.pages).toBe(3);
  expect((await pdf.size(1)).map(Math.round)).toEqual([210, 297]);
  const text = await pdf.text(1);
  for (const part of [
    'Persönlich',
    'Erika Mustermann',
    'Werk Nord',
    'Personalnummer 000815',
    'Guten Tag Frau Mustermann,',
    'Hello Erika Mustermann,',
    'https://zugang.muster.example/start',
    'erika.mustermann',
    'Hq7k-mnpr-4xyz-8abc-w2vt',
    'Gültig bis 25. Dezember 2026',
    'Valid until December 25, 2026',
    'Telefon 0911 123-4567',
    'Phone +49 911 123-4567',
    'Die Bindestriche gehören zum Passwort.',
    'The hyphens are part of the password.',
  ])
    expect(text).toContain(part);
  const left = async (page: number, part: string) =>
    (await pdf.pieces(page)).find((piece) => piece.text.includes(part))?.x ?? Number.NaN;
  expect(await left(1, 'Ihr Zugang')).toBeLessThan(await left(1, 'Your access'));
  expect(await left(2, 'Your access')).toBeLessThan(await left(2, 'Ihr Zugang'));
  expect(await left(3, 'Ihr Zugang')).toBeLessThan(await left(3, 'Your access'));
});

test('the window shows who it is for and nothing of what is secret', async () => {
  const pdf = await printed([letter()]);
  const { x, y, width, height } = form.window;
  expect({ x, y, width, height }).toEqual({ x: 20, y: 45, width: 85, height: 45 });
  // paper slides in its envelope
  const slack = 3;
  const seen = (await pdf.pieces(1)).filter(
    (piece) =>
      piece.x < x + width + slack &&
      piece.x + piece.width > x - slack &&
      piece.y > y - slack &&
      piece.y < y + height + slack,
  );
  expect(seen.map((piece) => piece.text)).toEqual([
    look.senderLine,
    'Persönlich',
    'Frau',
    'Erika Mustermann',
    'Werk Nord',
    'Personalnummer 000815',
  ]);
  for (const piece of seen) {
    expect(piece.x).toBeCloseTo(25, 1);
    expect(piece.x + piece.width).toBeLessThanOrEqual(x + width);
    expect(piece.y).toBeLessThanOrEqual(y + height);
  }
  expect(seen[2]?.y).toBeGreaterThan(y + 17.7);
});

test('fold marks stand at 105 and 210 mm, the punch mark at 148.5 mm', async () => {
  const canvas = await (await printed([letter()])).render(1, 254);
  const { data } = canvas.getContext('2d').getImageData(0, 0, 150, canvas.height);
  const dark = (y: number) => (data[(y * 150 + 80) * 4] ?? 255) < 160;
  const marks = Array.from({ length: canvas.height }, (_, y) => y).filter((y) => dark(y) && !dark(y - 1));
  expect(marks).toHaveLength(3);
  [1050, 1485, 2100].forEach((wanted, at) =>
    expect(Math.abs((marks[at] ?? 0) - wanted)).toBeLessThanOrEqual(3),
  );
});

test('the code holds the address alone, is no image, and is large enough', async () => {
  const pdf = await printed([letter()], { logo: undefined as never });
  const code = await pdf.qr(1);
  expect(code?.text).toBe('https://zugang.muster.example/start');
  expect(code?.side).toBeGreaterThanOrEqual(25);
  expect(await pdf.images(1)).toBe(0);
  const long = `https://zugang.muster-gesellschaft.example/${'a'.repeat(55)}`;
  const longest = await (await printed([letter()], { startUrl: long })).qr(1);
  expect(longest).toMatchObject({ text: long });
  expect(longest?.side).toBeGreaterThanOrEqual(25);
});

const names = [
  ['Şükrü Çağlayan', 'İbrahimoğlu'],
  ['Łukasz', 'Żółć'],
  ['Nguyễn Thị', 'Hồng Ánh'],
  ['Александр', 'Щербаков'],
  ['Γεώργιος', 'Παπαδόπουλος'],
  ['Zoë Anaïs', 'Þorvaldsdóttir'],
] as const;
test.each(names)('%s %s is printed letter by letter', async (firstName, lastName) => {
  // decomposed, as some systems store it
  const pdf = await printed([letter({ firstName: firstName.normalize('NFD'), lastName })]);
  expect(await pdf.text(1)).toContain(`${firstName} ${lastName}`);
});

test('a script that the fonts do not have is said by the user name, never printed as boxes', async () => {
  const people = ['王小明', 'محمد', 'דוד', 'Anna 🌸'].map((firstName, n) =>
    letter({ firstName, username: `user.${n}` }),
  );
  const pdf = await printed([...people, letter({ areaName: 'Werk 北京' })]);
  for (let page = 1; page <= 4; page += 1) {
    const text = await pdf.text(page);
    expect(text).toContain('An die Person mit dem Benutzernamen');
    expect(text).toContain('Guten Tag,');
    expect(text).not.toContain('Mustermann');
  }
  expect(await pdf.text(5)).toContain(`Werk ${unprintable}`);
});

test('long names, areas and user names stay in their places', async () => {
  const long = 'Mustermann-Leutheusser-Schnarrenberger-Wittelsbach-'.repeat(3).slice(0, 120);
  const username = `${'maximilian-alexander.'.repeat(6)}`.slice(0, 120);
  const pdf = await printed([
    letter({
      firstName: 'Karl-Theodor '.repeat(9).trim(),
      lastName: long,
      areaName: 'Qualitätssicherung '.repeat(10),
      username,
    }),
  ]);
  expect(pdf.pages).toBe(1);
  const pieces = await pdf.pieces(1);
  for (const piece of pieces) expect(piece.x + piece.width).toBeLessThanOrEqual(191);
  const address = pieces.filter(({ x, y }) => x < 26 && y > 62.7 && y < 96);
  for (const { y } of address) expect(y).toBeLessThanOrEqual(90);
  expect(
    address
      .map(({ text }) => text)
      .join('')
      .replaceAll(' ', ''),
  ).toContain(long.slice(0, 100));
  expect(pieces.map(({ text }) => text).join('')).toContain(username);
});

test('what describes the file tells nothing about a person, and the page can be read aloud', async () => {
  const pdf = await printed([letter(), letter()]);
  const described = JSON.stringify(await pdf.metadata());
  expect(described).toContain('Zugangsbriefe · Muster AG');
  for (const secret of ['Hq7k', 'Mustermann', 'erika']) {
    expect(described).not.toContain(secret);
    // pages are packed, everything else of the file is not
    expect(pdf.bytes.toString('latin1')).not.toContain(secret);
  }
  expect(await pdf.metadata()).toMatchObject({ Language: 'de' });
  const structure = await pdf.structure(2);
  expect(structure).toContain('"role":"H1"');
  expect(structure).toContain('"lang":"en"');
  expect(structure).toContain('QR-Code mit der Adresse https://zugang.muster.example/start');
});

test('both kinds of picture are printed once a page and kept once a file', async () => {
  for (const mediaType of ['image/png', 'image/jpeg'] as const) {
    const one = await printed([letter()], { logo: { bytes: logo(mediaType), mediaType } });
    const many = await printed(Array(20).fill(letter()), { logo: { bytes: logo(mediaType), mediaType } });
    expect([await one.images(1), await many.images(20)]).toEqual([1, 1]);
    expect(many.bytes.length - one.bytes.length).toBeLessThan(19 * 12_000);
  }
});

test('a slow reader is waited for, and one who goes away ends the work', async () => {
  let asked = 0;
  async function* letters() {
    for (; asked < 500; asked += 1) yield letter();
  }
  const slow = new PassThrough({ highWaterMark: 1024 });
  const writing = writeLetters(letters(), look, texts, slow);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBeLessThan(60);
  slow.destroy();
  await expect(writing).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  expect(asked).toBeLessThan(60);
});

test('the file is whole, and other work goes on while it is made', async () => {
  const parts: Buffer[] = [];
  const out = new Writable({ write: (part: Buffer, _encoding, done) => (parts.push(part), done()) });
  let others = 0;
  const timer = setInterval(() => (others += 1), 1);
  const { pages } = await writeLetters(each(Array(40).fill(letter())), look, texts, out);
  clearInterval(timer);
  expect(pages).toBe(40);
  expect((await readPdf(Buffer.concat(parts))).pages).toBe(40);
  expect(others).toBeGreaterThan(10);
});
