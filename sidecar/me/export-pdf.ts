import { accentsOf, quietInk } from '../areas/colour.rules.ts';
import { openPaper, type Paper } from '../platform/pdf/paper.ts';
import type { Line, Section } from './export-words.rules.ts';

/** What stands above and below everything else. */
export type ExportLook = {
  companyName: string;
  /** `#rrggbb` */
  accent: string;
  title: string;
  lead: string;
  /** Of a section in which there is nothing. */
  none: string;
  page(number: number): string;
  lang: string;
};

const [left, right, top, bottom] = [20, 190, 24, 275] as const;
const valueAt = 78;
const size = 9.5;
const labelStyle = { face: 'regular', colour: quietInk, own: true } as const;
const valueStyle = { face: 'regular', own: true } as const;

/** Writes from top to bottom and goes on on the next page by itself; `y` is where it stands. */
function openFlow(paper: Paper, look: ExportLook) {
  const flow = {
    y: bottom as number,
    startPage(): void {
      paper.newPage();
      const text = look.page(paper.pages());
      paper.part({ kind: 'P' }, () => {
        paper.line(look.companyName, left, 14, 8.5, labelStyle);
        paper.line(text, right - paper.width(text, labelStyle, 8.5), 14, 8.5, labelStyle);
      });
      flow.y = top;
    },
    /** Makes sure that so many millimetres are left. */
    room(height: number): void {
      if (flow.y + height > bottom) flow.startPage();
    },
  };
  return flow;
}
type Flow = ReturnType<typeof openFlow>;

const wrapped = (paper: Paper, text: string, width: number, style: typeof labelStyle | typeof valueStyle) =>
  paper.fit(text.split('\n'), { width, height: Number.MAX_VALUE, sizes: [size] }, style);

/** A label with its value beside it; what is longer than the page goes on on the next one. */
function writeLine(paper: Paper, flow: Flow, { label, text }: Line): void {
  const name = wrapped(paper, label, valueAt - left - 4, labelStyle);
  const value = wrapped(paper, text, right - valueAt, valueStyle);
  const { leading } = value;
  const perPage = Math.floor((bottom - top) / leading);
  flow.room(Math.min(Math.max(name.lines.length, value.lines.length), perPage) * leading);
  for (let from = 0; from < Math.max(1, value.lines.length); from += perPage) {
    if (from > 0) flow.startPage();
    const lines = value.lines.slice(from, from + perPage);
    const shown = from === 0 ? name : { ...name, lines: [] };
    paper.part({ kind: 'P' }, () => {
      paper.lines(shown, left, flow.y, labelStyle);
      paper.lines({ ...value, lines }, valueAt, flow.y, valueStyle);
    });
    flow.y += Math.max(shown.lines.length, lines.length) * leading + 0.8;
  }
}

function writeSection(paper: Paper, flow: Flow, look: ExportLook, { title, entries }: Section): void {
  flow.room(24);
  flow.y += 5;
  const { text: accent, line } = accentsOf(look.accent);
  paper.part({ kind: 'H2' }, () => paper.line(title, left, flow.y + 5, 12, { face: 'bold', colour: accent }));
  paper.decoration(() => paper.rule(left, flow.y + 7, right, line, 0.8));
  flow.y += 9;
  if (entries.length === 0) {
    paper.part({ kind: 'P' }, () => paper.line(look.none, left, flow.y + 3.5, size, labelStyle));
    flow.y += 6;
  }
  entries.forEach((lines, at) => {
    if (at > 0) {
      flow.room(12);
      paper.decoration(() => paper.rule(left, flow.y + 1, right, '#b0b0b0', 0.4));
      flow.y += 3;
    }
    for (const one of lines) writeLine(paper, flow, one);
  });
}

/** Everything in words as one tagged PDF. */
export async function* exportPdf(sections: readonly Section[], look: ExportLook): AsyncIterable<Uint8Array> {
  const paper = openPaper({ title: look.title, author: look.companyName, lang: look.lang });
  const flow = openFlow(paper, look);
  flow.startPage();
  paper.part({ kind: 'H1' }, () => paper.line(look.title, left, flow.y + 6, 16, { face: 'bold' }));
  flow.y += 11;
  const lead = wrapped(paper, look.lead, right - left, labelStyle);
  paper.part({ kind: 'P' }, () => {
    flow.y = paper.lines(lead, left, flow.y, labelStyle);
  });
  for (const section of sections) {
    writeSection(paper, flow, look, section);
    const chunk = paper.take();
    if (chunk) yield chunk;
  }
  yield* paper.end();
}
