import { quietInk } from '../areas/colour.rules.ts';
import type { LetterContent, LetterLook } from './letter-content.ts';
import type { Paper } from '../platform/pdf/paper.ts';
import { canPrint } from '../platform/pdf/printable.rules.ts';
import type { Translate } from '../platform/i18n.ts';

/** DIN 5008 form B, in millimetres: the field that a window envelope shows, the text's edge in it, the marks for folding and punching. */
export const form = {
  window: { x: 20, y: 45, width: 85, height: 45 },
  text: { x: 25, width: 78 },
  remarksHeight: 17.7,
  foldMarks: [105, 210],
  punchMark: 148.5,
} as const;

/** Small, at the left edge, where most printers can still print. */
export function drawMarks(paper: Paper): void {
  paper.decoration(() => {
    for (const y of form.foldMarks) paper.rule(5, y, 10, quietInk, 0.4);
    paper.rule(5, form.punchMark, 12, quietInk, 0.4);
  });
}

/** Whether the letter can say the person's name; a script that the fonts do not have cannot be told from a misprint. */
export function sayable(paper: Paper, { salutation = '', firstName, lastName }: LetterContent): boolean {
  return canPrint(`${salutation}${firstName}${lastName}`, paper.glyphs.regular);
}

function addressOf(paper: Paper, letter: LetterContent, t: Translate): string[] {
  const { salutation, firstName, lastName, areaName, employeeNumber, username } = letter;
  const name = sayable(paper, letter)
    ? [...(salutation ? [salutation] : []), `${firstName} ${lastName}`]
    : [t('credentials.paper.personCalled'), username];
  const number = employeeNumber ? [t('credentials.paper.number', { number: employeeNumber })] : [];
  return [...name, areaName, ...number];
}

/** The address field: return address, *Persönlich*, then who it is for; long names and areas get smaller letters. */
export function drawWindow(paper: Paper, letter: LetterContent, look: LetterLook, t: Translate): void {
  const { window, text, remarksHeight } = form;
  const sender = { width: text.width, height: 3, sizes: [7, 6.5, 6, 5.5] };
  const back = paper.fit([look.senderLine], sender, { face: 'regular' });
  paper.decoration(() => paper.rule(text.x, window.y + 5, text.x + text.width, quietInk, 0.25));
  paper.part({ kind: 'P' }, () =>
    paper.lines(back, text.x, window.y + 1.4, { face: 'regular', colour: quietInk }),
  );
  const top = window.y + remarksHeight;
  paper.part({ kind: 'P' }, () =>
    paper.line(t('credentials.paper.personal'), text.x, top - 2.2, 8, { face: 'bold' }),
  );
  const box = {
    width: text.width,
    height: window.height - remarksHeight - 1,
    sizes: [11, 10, 9, 8, 7, 6.5, 6],
  };
  const style = { face: 'regular', own: true } as const;
  const address = paper.fit(addressOf(paper, letter, t), box, style);
  paper.part({ kind: 'P' }, () => paper.lines(address, text.x, top, style));
}
