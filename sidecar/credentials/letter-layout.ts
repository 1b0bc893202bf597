import { isLocale, type Locale, type Texts, type Translate } from '../platform/i18n.ts';
import type { Fitted } from '../platform/pdf/fit.rules.ts';
import type { LetterLook } from './letter-content.ts';
import type { Paper } from '../platform/pdf/paper.ts';

/** One language's half of the page. */
export type Column = {
  lang: Locale;
  t: Translate;
  date: Intl.DateTimeFormat;
  subject: Fitted;
  intro: Fitted;
  heading: Fitted;
  steps: readonly Fitted[];
  helpHeading: Fitted;
  help: Fitted;
};

/** Between the margins of DIN 5008: 25 mm on the left, 20 mm on the right; two columns with a gutter. */
export const measures = { left: 25, right: 190, column: 78, second: 112 } as const;
const stepIndent = 8;

function columnOf(paper: Paper, look: LetterLook, lang: Locale, t: Translate): Column {
  const width = measures.column;
  const stepBox = { width: width - stepIndent, height: 16, sizes: [9.5, 9, 8.5] };
  const helpBox = { width, height: 19, sizes: [9, 8.5, 8, 7.5, 7, 6.5, 6] };
  const plain = { face: 'regular' } as const;
  const strong = { face: 'bold' } as const;
  return {
    lang,
    t,
    date: new Intl.DateTimeFormat(lang, { dateStyle: 'long' }),
    subject: paper.fit(
      [t('credentials.paper.subject', { company: look.companyName })],
      { width, height: 13, sizes: [14, 13, 12, 11, 10, 9], spread: 1.25 },
      strong,
    ),
    intro: paper.fit([t('credentials.paper.intro')], { width, height: 20, sizes: [9.5, 9, 8.5] }, plain),
    heading: paper.fit([t('credentials.paper.steps')], { width, height: 6, sizes: [11, 10] }, strong),
    steps: (['step1', 'step2', 'step3'] as const).map((step) =>
      paper.fit([t(`credentials.paper.${step}`)], stepBox, plain),
    ),
    helpHeading: paper.fit([t('credentials.paper.help')], { width, height: 6, sizes: [9, 8.5] }, strong),
    help: paper.fit(look.helpContact[lang].split('\n'), helpBox, plain),
  };
}

/** The columns of a letter: the person's language on the left, the other one beside it, for whoever helps. */
export type ColumnsFor = (locale: string) => readonly [first: Column, second: Column];

/** What is the same on every letter of a language is fitted once a file. */
export function openColumns(paper: Paper, look: LetterLook, texts: Texts): ColumnsFor {
  const german = columnOf(paper, look, 'de', texts.translate('de'));
  const english = columnOf(paper, look, 'en', texts.translate('en'));
  return (locale) => (isLocale(locale) && locale === 'en' ? [english, german] : [german, english]);
}

/** The steps with their numbers in circles; answers where they end. */
export function drawSteps(paper: Paper, column: Column, x: number, top: number, accent: string): number {
  let y = top;
  column.steps.forEach((step, index) => {
    const radius = 2.5;
    const middle = y + step.leading * 0.78 - 1.15;
    paper.decoration(() => paper.circle(x + radius, middle, radius, accent));
    paper.part({ kind: 'P', lang: column.lang }, () => {
      const number = String(index + 1);
      const wide = paper.width(number, { face: 'bold' }, 8.5);
      paper.line(number, x + radius - wide / 2, middle + 1.1, 8.5, { face: 'bold' });
      paper.lines(step, x + stepIndent, y, { face: 'regular' });
    });
    y += Math.max(step.lines.length * step.leading, 2 * radius) + 2;
  });
  return y;
}
