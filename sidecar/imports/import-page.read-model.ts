import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { figures, pacesAt } from './figures.rules.ts';
import { countsOf, type ImportHead } from './import.read-model.ts';
import type { PreviewQuery } from './import.schema.ts';
import { previewView } from './preview-page.read-model.ts';
import { errorView, shown } from './preview.rules.ts';
import { type ImportProgress, isMoving, readProgress } from './progress.read-model.ts';
import type { ImportTarget } from './target.ts';
import { readUndo } from './undo.read-model.ts';

export type PageDeps = {
  db: Db;
  clock: Clock;
  t: Translate;
  locale: Locale;
  namesOf(db: Db, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

/** What the page of an import that was started shows of its course. */
function courseView({ clock, t, locale }: PageDeps, path: string, progress: ImportProgress) {
  const format = new Intl.NumberFormat(locale);
  const { state, accounts } = progress;
  const { bars, texts } = figures(t, (value) => format.format(value), progress, pacesAt(progress, clock()));
  return {
    bars,
    texts,
    events: `${path}/events?state=${state}`,
    poll: `${path}/progress?state=${state}`,
    failing: accounts.failing.map(({ title, href, reason }) => ({ title, href, reason: shown(t, reason) })),
    moreFailing: accounts.failed - accounts.failing.length,
    /** Rows are left to store, so that pausing means something. */
    pausable: state === 'running' && progress.left > 0,
    left: progress.left,
    /** Everything is stored and every account made, only nobody has noted it yet. */
    ended: state === 'running' && progress.left === 0 && accounts.pending === 0,
  };
}

/** Everything that the page of one import shows. */
export async function importPage(
  deps: PageDeps,
  scope: AdminScope,
  target: ImportTarget,
  head: ImportHead,
  query: PreviewQuery,
) {
  const { db, t } = deps;
  const path = `/admin/imports/${head.id}`;
  const counts = await countsOf(db, head);
  const progress = head.startedAt === null ? undefined : await readProgress(db, target, head.id);
  const names = await deps.namesOf(db, [head.createdBy, ...(head.undoneBy ? [head.undoneBy] : [])]);
  const { state, error } = head;
  const course = progress ? courseView(deps, path, progress) : undefined;
  return {
    id: head.id,
    href: path,
    fileName: head.fileName,
    createdAt: head.createdAt,
    startedAt: head.startedAt,
    finishedAt: head.finishedAt,
    undoneAt: head.undoneAt,
    by: names.get(head.createdBy) ?? '',
    undoneBy: head.undoneBy ? (names.get(head.undoneBy) ?? '') : '',
    state,
    stateText: t(`imports.state.${error ? 'failed' : state}`),
    home: target.words
      ? { href: target.words.home.href, text: t(target.words.home.text) }
      : { href: '/admin/members', text: t('imports.page.back') },
    accounts: !target.words,
    settledText: t(target.words?.undo.settled ?? 'imports.undo.settled'),
    live: state === 'staged',
    moving: progress !== undefined && isMoving(progress),
    is: { [state]: !error },
    /** All or nothing was asked for, and it became nothing. */
    nothing: state === 'done' && head.mode === 'all_or_nothing' && counts.stored === 0 && counts.refused > 0,
    ...(error ? { error: errorView(t, error) } : {}),
    counts,
    toStore: counts.new + counts.changed,
    runKind: counts.changed === 0 ? 'create' : counts.new === 0 ? 'change' : 'both',
    faulty: error ? 0 : state === 'ready' ? counts.blocked : counts.refused,
    ended: course?.ended ?? false,
    ...(course ? { course } : {}),
    undo: await readUndo(db, target, head),
    rowsRead: head.rowsRead,
    ...(await previewView(db, t, scope, target, head, counts, query)),
  };
}
