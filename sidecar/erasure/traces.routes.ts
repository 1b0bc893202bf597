import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { erasurePath } from './deleted.routes.ts';
import type { EraseDeps } from './erase.service.ts';
import { removeForm, textForm } from './erasure.schema.ts';
import { findTraces, type Trace } from './traces.read-model.ts';
import { eraseTraces, removable } from './traces.service.ts';

export type TracesDeps = EraseDeps & { db: Db };

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';
const path = `${erasurePath}/traces`;
const labels = { text: 'erasure.traces.field' };

/** The page of what was found, where there is one to be looked at by itself. */
function hrefOf({ kind, id }: Trace): string | undefined {
  if (kind === 'member') return `/admin/members/${id}`;
  if (kind === 'deleted') return `${erasurePath}/people/${id}`;
  if (kind === 'importRow') return `/admin/imports/${id.split('/')[0]}`;
  return kind === 'record' ? `/admin/registrations/${id}` : undefined;
}

/** Whose label says what it is; that of others is a code. */
const named: ReadonlySet<Trace['kind']> = new Set(['member', 'deleted', 'record', 'accessLink', 'importRow']);

type Shown = { text?: string; removed?: number; refused?: RefusedForm };

async function page(deps: TracesDeps, { t }: Context<AdminScope>, shown: Shown): Promise<Reply> {
  const { text, refused, removed } = shown;
  const wrong = refused?.errors['text'];
  const traces = text === undefined || wrong ? [] : await findTraces(deps.db, text);
  const { tooMany, holders, going } = removable(traces);
  const title = t('erasure.traces.title');
  const data = {
    title,
    breadcrumb: [{ href: erasurePath, text: t('erasure.title') }, { text: title }],
    action: path,
    field: {
      name: 'text',
      label: t('erasure.traces.field'),
      help: t('erasure.traces.help'),
      value: text ?? '',
      max: 254,
      required: true,
      plain: true,
      ...(wrong ? { error: wrong } : {}),
    },
    overtaken: refused !== undefined && !wrong,
    removed: removed === undefined ? undefined : t('erasure.traces.removed', { count: removed }),
    looked: text !== undefined && !wrong,
    wanted: text,
    tooMany,
    traces: tooMany ? [] : traces.map((one) => ({ ...one, href: hrefOf(one), named: named.has(one.kind) })),
    holders: holders.length > 0,
    count: tooMany || holders.length > 0 ? 0 : going.length,
  };
  return { view: 'erasure/traces', data };
}

/** *Auskunft und Entfernen*: for people who are none of ours, by an address or a number. */
export function tracesRoutes(deps: TracesDeps): Route<AdminScope, Action>[] {
  const again = {
    labels,
    show: (context: Context<AdminScope>, refused: RefusedForm) =>
      page(deps, context, {
        text: String(refused.values['text'] ?? '')
          .trim()
          .toLowerCase(),
        refused,
      }),
  };
  return [
    route({ method: 'get', path, right, handler: (context) => page(deps, context, {}) }),
    route({
      method: 'post',
      path,
      right,
      body: textForm,
      again,
      handler: ({ body, ...context }) =>
        page(deps, context as unknown as Context<AdminScope>, { text: body.text }),
    }),
    route({
      method: 'post',
      path: `${path}/remove`,
      right,
      body: removeForm,
      again,
      async handler({ body, ...context }) {
        const removed = await eraseTraces(deps, context, body);
        return page(deps, context as unknown as Context<AdminScope>, { removed });
      },
    }),
  ];
}
