import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { Translate } from '../platform/i18n.ts';
import { countsOf, type ImportHead } from './import.read-model.ts';
import { storedSubjects } from './import-row.store.ts';
import type { PreviewQuery } from './import.schema.ts';
import { previewView } from './preview-page.read-model.ts';
import { errorView, shown } from './preview.rules.ts';
import type { ImportTarget } from './target.ts';

/** How far the run is: rows stored, and what became of them elsewhere. */
async function progressView(db: Db, t: Translate, target: ImportTarget, head: ImportHead) {
  const subjects = await storedSubjects(db, head.id);
  const progress = await target.progress(db, subjects);
  return {
    pending: progress.pending,
    done: progress.done,
    failed: progress.failed,
    reasons: [...new Set(progress.failing.map(({ reason }) => shown(t, reason)))],
  };
}

/** Everything that the page of one import shows. */
export async function importPage(
  db: Db,
  t: Translate,
  scope: AdminScope,
  target: ImportTarget,
  head: ImportHead,
  query: PreviewQuery,
) {
  const path = `/admin/imports/${head.id}`;
  const counts = await countsOf(db, head);
  const started = head.startedAt !== null;
  const progress = started ? await progressView(db, t, target, head) : undefined;
  const handled = counts.stored + counts.skipped + counts.refused;
  return {
    id: head.id,
    fileName: head.fileName,
    createdAt: head.createdAt,
    finishedAt: head.finishedAt,
    state: head.state,
    stateText: t(`imports.state.${head.error ? 'failed' : head.state}`),
    live: head.state === 'staged' || head.state === 'running',
    staged: head.state === 'staged',
    ready: head.state === 'ready',
    running: head.state === 'running',
    done: head.state === 'done' && !head.error,
    ...(head.error ? { error: errorView(t, head.error) } : {}),
    counts,
    toStore: counts.new + counts.changed,
    runKind: counts.changed === 0 ? 'create' : counts.new === 0 ? 'change' : 'both',
    handled,
    /** Everything is stored and every account made, only nobody has noted it yet. */
    ended: head.state === 'running' && handled === counts.total && progress?.pending === 0,
    ...(progress ? { progress } : {}),
    rowsRead: head.rowsRead,
    ...(await previewView(db, t, scope, target, head, counts, query)),
    runAction: `${path}/run`,
  };
}
