import { readFields } from '../areas/field.store.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type Ask, askForm, mustType, type Start, startForm } from './record-act.schema.ts';
import { type ActResult, previewAct, runAct } from './record-act.service.ts';
import type { RecordDeps } from './record-change.service.ts';
import { readRecords } from './record-list.read-model.ts';
import { actsOn, registrationsPath, right } from './record-scope.rules.ts';
import { recordTitle } from './record-text.rules.ts';

const route = routesFor<AdminScope, Action>();
const actsPath = `${registrationsPath}/acts`;

/** Where somebody comes from: the list with its filters, or the one record. */
function backOf({ all, id, list }: Ask): string {
  if (!list && !all && id.length === 1) return `${registrationsPath}/${id[0]}`;
  return list ? `${registrationsPath}?${list}` : registrationsPath;
}

/** Who is meant, where it is one. */
async function subjectOf({ db }: RecordDeps, { t, locale, ...scope }: Context<AdminScope>, { all, id }: Ask) {
  if (all || id.length !== 1) return undefined;
  const [record] = await readRecords(db, id);
  if (!record || !actsOn(scope, record.grants)) return undefined;
  return recordTitle(await readFields(db), record.facts, locale) ?? t('criteria.record.dropped');
}

async function askPage(
  deps: RecordDeps,
  context: Context<AdminScope>,
  ask: Ask,
  refused?: RefusedForm,
): Promise<Reply> {
  const { actor, tree, t, locale } = context;
  const preview = await previewAct(deps, { actor, tree }, ask);
  const { applies, records } = preview;
  const number = new Intl.NumberFormat(locale).format(applies);
  const subject = await subjectOf(deps, context, ask);
  const act = t(`criteria.act.${ask.act}`);
  const title = subject ? `${subject}: ${act}` : act;
  const data = {
    title,
    breadcrumb: [{ href: registrationsPath, text: t('criteria.list.title') }, { text: title }],
    ask,
    preview: { ...preview, skips: records - applies },
    action: actsPath,
    back: backOf(ask),
    danger: ask.act === 'remove',
    explain: t(`criteria.act.explain.${ask.act}`),
    skipped: t(`criteria.act.skipped.${ask.act}`),
    confirm: t(`criteria.act.confirm.${ask.act}`, { count: applies, number }),
    changed: refused?.errors['applies'],
    complaints: refused?.fields.filter(({ field }) => field !== 'applies') ?? [],
    mustType: mustType(ask.act, applies),
    typedError: refused?.errors['typed'],
  };
  return { view: 'criteria/act', data };
}

const notes = { lock: 'locked', unlock: 'unlocked', remove: 'removed' } as const;

function after(start: Start, { done, left }: ActResult): string {
  const note = new URLSearchParams({
    note: notes[start.act],
    count: String(done),
    ...(left ? { left: String(left) } : {}),
  });
  const back = start.act === 'remove' && !start.list ? registrationsPath : backOf(start);
  return `${back}${back.includes('?') ? '&' : '?'}${note}`;
}

function understood(body: unknown): Ask {
  const read = askForm.safeParse(body);
  if (!read.success) throw new AppError('not_found');
  return read.data;
}

/** Locking, unlocking and removing: the page that asks with the number, and the act; for one record or all that a filter finds. */
export function recordActRoutes(deps: RecordDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: `${actsPath}/new`,
      right,
      handler(context) {
        const read = askForm.safeParse(context.request.query);
        return read.success ? askPage(deps, context, read.data) : { redirect: registrationsPath };
      },
    }),
    route({
      method: 'post',
      path: actsPath,
      right,
      body: startForm,
      again: {
        labels: { typed: 'criteria.act.typeLabel' },
        show: (context, refused) => askPage(deps, context, understood(context.request.body), refused),
      },
      async handler({ body, actor, tree }) {
        return { redirect: after(body, await runAct(deps, { actor, tree }, body)) };
      },
    }),
  ];
}
