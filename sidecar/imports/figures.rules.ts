import type { Translate } from '../platform/i18n.ts';
import { firstPace, nextPace, type Pace, secondsLeft } from './pace.rules.ts';
import type { ImportProgress } from './progress.read-model.ts';

export type Paces = { rows: Pace; accounts: Pace };
/** What the page shows of a running import; the script puts bars and texts in their places. */
export type Figures = {
  bars: Record<'rows' | 'accounts', { value: number; max: number }>;
  texts: Record<'rows' | 'accounts' | 'failed' | 'pace', string>;
};

const accountsDone = ({ accounts }: ImportProgress): number => accounts.done + accounts.failed;

/** How fast rows and accounts go, taken from one look to the next; `before` is absent at the first. */
export function pacesAt(progress: ImportProgress, now: Date, before?: Paces): Paces {
  const at = now.getTime();
  const started = { at: progress.startedAt?.getTime() ?? at, done: 0 };
  const pace = (done: number, earlier: Pace | undefined): Pace =>
    earlier ? nextPace(earlier, { at, done }) : firstPace(started, { at, done });
  return {
    rows: pace(progress.rows.done, before?.rows),
    accounts: pace(accountsDone(progress), before?.accounts),
  };
}

/** Rows and accounts go on side by side, so what takes longer counts. */
function remaining({ rows, accounts, left }: ImportProgress, paces: Paces): number | undefined {
  const ofRows = rows.whole > rows.done ? secondsLeft(paces.rows, rows.whole - rows.done) : 0;
  const waiting = accounts.pending + left;
  const ofAccounts = waiting > 0 ? secondsLeft(paces.accounts, waiting) : 0;
  if (ofRows === undefined || ofAccounts === undefined) return undefined;
  return Math.max(ofRows, ofAccounts);
}

function paceText(t: Translate, progress: ImportProgress, paces: Paces): string {
  if (progress.waits) return t('imports.progress.waits');
  const busy = progress.accounts.pending > 0 ? 'accounts' : 'rows';
  const perMinute = Math.round((paces[busy].perSecond ?? 0) * 60);
  const seconds = remaining(progress, paces);
  if (perMinute === 0 || seconds === undefined) return '';
  const minutes = Math.ceil(seconds / 60);
  const rate = t(`imports.progress.rate.${busy}`, { count: perMinute });
  const left = t(seconds < 60 ? 'imports.progress.left.soon' : 'imports.progress.left.minutes', {
    count: minutes,
  });
  return `${rate}, ${left}`;
}

/** The figures in the reader's language; `number` writes a number as that language does. */
export function figures(
  t: Translate,
  number: (value: number) => string,
  progress: ImportProgress,
  paces: Paces,
): Figures {
  const { rows, accounts, left } = progress;
  const whole = accounts.done + accounts.failed + accounts.pending + left;
  const of = (part: number, all: number): string =>
    t('imports.progress.of', { part: number(part), whole: number(all) });
  return {
    bars: {
      rows: { value: rows.done, max: Math.max(1, rows.whole) },
      accounts: { value: accounts.done, max: Math.max(1, whole) },
    },
    texts: {
      rows: of(rows.done, rows.whole),
      accounts: of(accounts.done, whole),
      failed: accounts.failed > 0 ? t('imports.progress.failed', { count: accounts.failed }) : '',
      pace: paceText(t, progress, paces),
    },
  };
}
