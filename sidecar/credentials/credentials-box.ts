import { quietInk } from '../areas/colour.rules.ts';
import type { LetterContent, LetterLook } from './letter-content.ts';
import { type Column, measures } from './letter-layout.ts';
import type { Paper } from '../platform/pdf/paper.ts';
import { drawQr, type QrCode } from '../platform/pdf/qr.ts';

/** In millimetres; the code's square holds its quiet zone, so the code itself is 27 mm wide or more. */
export const box = {
  x: measures.left,
  y: 139,
  width: 165,
  height: 60,
  qr: { x: 148, y: 143, side: 38 },
} as const;
const inside = { x: box.x + 6, width: 113 } as const;
const tint = '#f4f5f6';

type Row = { label: string; value: string; face: 'bold' | 'mono'; sizes: readonly number[] };

function drawRow(paper: Paper, columns: readonly Column[], y: number, row: Row): void {
  const label = columns.map(({ t }) => t(row.label)).join(' · ');
  paper.part({ kind: 'P' }, () => {
    paper.line(label, inside.x, y, 8, { face: 'regular', colour: quietInk });
    const style = { face: row.face, own: true } as const;
    const room = { width: inside.width, height: 9, sizes: row.sizes, spread: 1.2 };
    const value = paper.fit([row.value], room, style);
    paper.lines(value, inside.x, y + 1.4, style);
  });
}

/** What the person types: address, user name and password, and until when; the code for the address beside it. */
export function drawCredentials(
  paper: Paper,
  letter: LetterContent,
  look: LetterLook,
  columns: readonly Column[],
  drawing: { code: QrCode; accent: string },
): void {
  paper.decoration(() => {
    paper.rect(box.x, box.y, box.width, box.height, tint);
    paper.rect(box.x, box.y, 1.2, box.height, drawing.accent);
  });
  const y = box.y;
  const [first] = columns;
  drawRow(paper, columns, y + 7, {
    label: 'credentials.paper.address',
    value: look.startUrl,
    face: 'bold',
    sizes: [12, 11, 10, 9, 8],
  });
  drawRow(paper, columns, y + 20, {
    label: 'credentials.paper.username',
    value: letter.username,
    face: 'mono',
    sizes: [15, 13, 11, 9.5, 8, 7, 6],
  });
  drawRow(paper, columns, y + 33, {
    label: 'credentials.paper.password',
    value: letter.password,
    face: 'mono',
    sizes: [20, 18, 16, 14, 12, 10, 8, 7],
  });
  columns.forEach(({ t, lang }, index) =>
    paper.part({ kind: 'P', lang }, () => {
      paper.line(t('credentials.paper.hyphens'), inside.x, y + 47 + index * 3.6, 7.5, {
        face: 'regular',
        colour: quietInk,
      });
    }),
  );
  const until = columns.map(({ t, date }) =>
    t('credentials.paper.valid', { date: date.format(letter.expiresAt) }),
  );
  paper.part({ kind: 'P' }, () => paper.line(until.join('  ·  '), inside.x, y + 56.2, 9.5, { face: 'bold' }));
  const { x, side } = box.qr;
  const alt = first?.t('credentials.paper.qrAlt', { url: look.startUrl }) ?? '';
  paper.part({ kind: 'Figure', alt, ...(first ? { lang: first.lang } : {}) }, () =>
    drawQr(paper, drawing.code, box.qr),
  );
  columns.forEach(({ t, lang }, index) =>
    paper.part({ kind: 'P', lang }, () => {
      const text = t('credentials.paper.scan');
      const middle = x + side / 2 - paper.width(text, { face: 'regular' }, 7.5) / 2;
      paper.line(text, middle, box.qr.y + side + 4 + index * 3.6, 7.5, { face: 'regular', colour: quietInk });
    }),
  );
}
