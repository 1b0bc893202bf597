import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Texts } from '../platform/i18n.ts';
import { accentsOf, quietInk } from '../areas/colour.rules.ts';
import { drawCredentials } from './credentials-box.ts';
import type { Fitted } from '../platform/pdf/fit.rules.ts';
import type { LetterContent, LetterLook } from './letter-content.ts';
import { type Column, type ColumnsFor, drawSteps, measures, openColumns } from './letter-layout.ts';
import { openPaper, type Paper } from '../platform/pdf/paper.ts';
import { type QrCode, qrCode } from '../platform/pdf/qr.ts';
import { drawMarks, drawWindow, sayable } from './window.ts';

type Drawing = {
  paper: Paper;
  look: LetterLook;
  columnsFor: ColumnsFor;
  code: QrCode;
  logo?: object;
  accents: { text: string; line: string };
};

function drawHead({ paper, look, logo, accents }: Drawing, t: Column['t']): void {
  const { left, right } = measures;
  const alt = t('credentials.paper.logoAlt', { company: look.companyName });
  if (logo) {
    paper.part({ kind: 'Figure', alt }, () => paper.image(logo, left, 12, 70, 18));
    const room = { width: 85, height: 10, sizes: [11, 10, 9, 8] };
    const name = paper.fit([look.companyName], room, { face: 'bold' });
    paper.part({ kind: 'P' }, () => {
      name.lines.forEach((text, at) => {
        const x = right - paper.width(text, { face: 'bold' }, name.size);
        paper.line(text, x, 22.5 + at * name.leading, name.size, { face: 'bold', colour: quietInk });
      });
    });
  } else {
    const room = { width: right - left, height: 18, sizes: [20, 18, 16, 14], spread: 1.2 };
    const name = paper.fit([look.companyName], room, { face: 'bold' });
    const top = 31 - name.leading * name.lines.length;
    paper.part({ kind: 'P' }, () => paper.lines(name, left, top, { face: 'bold', colour: accents.text }));
  }
  paper.decoration(() => paper.rule(left, 35, right, accents.line, 2));
}

/** By name in two lines at most; a name that cannot be said or does not fit is left out rather than cut. */
function greetingOf(paper: Paper, letter: LetterContent, t: Column['t']): Fitted {
  const { salutation, firstName, lastName } = letter;
  const style = { face: 'regular', own: true } as const;
  const room = { width: measures.column, height: 9.5, sizes: [9.5, 9] };
  const named = salutation
    ? t('mail.greeting.formal', { salutation, firstName, lastName })
    : t('mail.greeting.plain', { firstName, lastName });
  const fitted = paper.fit([sayable(paper, letter) ? named : ''], room, style);
  const whole = fitted.lines.join('').endsWith(',');
  return whole ? fitted : paper.fit([t('credentials.paper.greeting')], room, style);
}

function drawOpening({ paper, accents }: Drawing, letter: LetterContent, column: Column, x: number): void {
  const { lang, t, subject, intro } = column;
  paper.part({ kind: 'H1', lang }, () =>
    paper.lines(subject, x, 98.5, { face: 'bold', colour: accents.text }),
  );
  const greeting = greetingOf(paper, letter, t);
  const top = 110.5 - (greeting.lines.length - 1) * greeting.leading;
  paper.part({ kind: 'P', lang }, () => {
    const end = paper.lines(greeting, x, top, { face: 'regular', own: true });
    paper.lines(intro, x, end + 1.5, { face: 'regular' });
  });
}

function drawAdvice({ paper, accents }: Drawing, column: Column, x: number): void {
  const { lang, heading, helpHeading, help } = column;
  paper.part({ kind: 'H2', lang }, () => paper.lines(heading, x, 204, { face: 'bold' }));
  drawSteps(paper, column, x, 211, accents.line);
  paper.part({ kind: 'H2', lang }, () => paper.lines(helpHeading, x, 261.5, { face: 'bold' }));
  paper.part({ kind: 'P', lang }, () => paper.lines(help, x, 266.5, { face: 'regular' }));
}

function drawLetter(drawing: Drawing, letter: LetterContent): void {
  const { paper, look, columnsFor, code, accents } = drawing;
  const columns = columnsFor(letter.locale);
  const [first, second] = columns;
  paper.newPage();
  drawHead(drawing, first.t);
  drawMarks(paper);
  drawWindow(paper, letter, look, first.t);
  // in the order in which it is read aloud
  drawOpening(drawing, letter, first, measures.left);
  drawOpening(drawing, letter, second, measures.second);
  drawCredentials(paper, letter, look, columns, { code, accent: accents.line });
  drawAdvice(drawing, first, measures.left);
  drawAdvice(drawing, second, measures.second);
  paper.decoration(() => paper.rule(measures.left, 259.5, measures.right, quietInk, 0.4));
}

/**
 * The letters as one PDF, a page each in the order in which they come, made while it is read: the next letter is asked for when
 * the bytes of the last one are taken. What stands in the file besides the pages (title, author) says nothing about anybody.
 */
export async function* letterChunks(
  letters: AsyncIterable<LetterContent>,
  look: LetterLook,
  texts: Texts,
  count: (pages: number) => void = () => undefined,
): AsyncIterable<Uint8Array> {
  const title = `${texts.translate('de')('credentials.paper.fileTitle')} · ${look.companyName}`;
  const paper = openPaper({ title, author: look.companyName, lang: 'de' });
  const drawing: Drawing = {
    paper,
    look,
    columnsFor: openColumns(paper, look, texts),
    code: qrCode(look.startUrl),
    ...(look.logo ? { logo: paper.openImage(look.logo.bytes) } : {}),
    accents: accentsOf(look.accent),
  };
  for await (const letter of letters) {
    drawLetter(drawing, letter);
    const chunk = paper.take();
    if (chunk) yield chunk;
    // a long file leaves room for other requests
    await setImmediate();
  }
  count(paper.pages());
  yield* paper.end();
}

/** Writes the letters as one PDF and ends `out`; a slow reader is waited for. A file without letters has no page. */
export async function writeLetters(
  letters: AsyncIterable<LetterContent>,
  look: LetterLook,
  texts: Texts,
  out: Writable,
): Promise<{ pages: number }> {
  let pages = 0;
  const chunks = letterChunks(letters, look, texts, (count) => {
    pages = count;
  });
  await pipeline(Readable.from(chunks, { objectMode: false }), out);
  return { pages };
}
