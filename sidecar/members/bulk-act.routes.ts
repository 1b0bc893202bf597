import { z } from 'zod';
import { type Action, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { pageWithin, paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { actLabels, type MoreAct } from './bulk-act.rules.ts';
import {
  type BulkActHead,
  type BulkReader,
  countItems,
  findBulkAct,
  listBulkActs,
  readItems,
} from './bulk-act.read-model.ts';
import { type AskDeps, askPage, bulkPath } from './bulk-ask-page.ts';
import { askForm, startForm } from './bulk-selection.rules.ts';
import { startBulkAct, stopAct } from './bulk-start.service.ts';
import { viewerOf } from './member-filter.rules.ts';
import type { PersonDeps } from './person-change.service.ts';

export type BulkRouteDeps = AskDeps &
  Pick<PersonDeps, 'clock'> & {
    /** Tells the worker that an act waits. */
    nudgeAct(nudges: readonly Nudge[]): Promise<void>;
    moreActs: readonly MoreAct[];
  };

const route = routesFor<AdminScope, Action>();
const right = 'grants.write';
const perPage = 50;
const page = z.coerce.number().int().min(1).max(100_000).catch(1);
const shown = z.object({ page, show: z.enum(['waiting', 'done', 'skipped']).optional().catch(undefined) });
type Shown = z.output<typeof shown>;

function readerOf({ actor, tree }: AdminScope): BulkReader {
  const seesAll = tree.network !== undefined && can(tree, actor, 'network.manage', tree.network.id);
  return { memberId: actor.memberId, seesAll };
}

async function requireAct(
  deps: BulkRouteDeps,
  scope: AdminScope,
  id: string | undefined,
): Promise<BulkActHead> {
  const act = id === undefined ? undefined : await findBulkAct(deps.db, readerOf(scope), id);
  if (!act) throw new AppError('not_found');
  return act;
}

/** What the act was about, in words: area and role where it has them. */
function headOf(t: Translate, { tree }: AdminScope, act: BulkActHead) {
  const area = act.areaId ? tree.byId(act.areaId)?.name : undefined;
  const role = act.role ? t(`areas.role.${act.role}`) : undefined;
  const about = [area, role].filter(Boolean).join(' · ');
  return { ...act, name: t(actLabels[act.act]), about, href: `${bulkPath}/${act.id}` };
}

async function actPage(deps: BulkRouteDeps, context: Context<AdminScope, unknown, Shown>): Promise<Reply> {
  const { actor, tree, t, params, query, url } = context;
  const scope = { actor, tree };
  const act = headOf(t, scope, await requireAct(deps, scope, params['id']));
  const counts = await countItems(deps.db, act.id);
  const total = query.show ? counts[query.show] : act.people;
  const at = pageWithin(query.page, total, perPage);
  const asked = { state: query.show, limit: perPage, offset: (at - 1) * perPage };
  const live = act.state === 'running';
  const filters = ([undefined, 'waiting', 'done', 'skipped'] as const).map((show) => ({
    href: show ? `${act.href}?show=${show}` : act.href,
    text: t(`members.bulk.show.${show ?? 'all'}`),
    count: show ? counts[show] : act.people,
    current: show === query.show,
  }));
  const data = {
    title: act.name,
    breadcrumb: [
      { href: '/admin/members', text: t('members.list.title') },
      { href: bulkPath, text: t('members.bulk.list.title') },
      { text: act.name },
    ],
    ...(live ? { refreshSeconds: 3 } : {}),
    act: { ...act, live, stopped: act.state === 'stopped' },
    counts: { ...counts, ended: counts.done + counts.skipped },
    filters,
    rows: await readItems(deps.db, viewerOf(scope), act.id, asked),
    paging: total > perPage ? paging(url, at, total, perPage) : undefined,
  };
  return { view: 'members/bulk-act', data };
}

async function listPage(
  deps: BulkRouteDeps,
  context: Context<AdminScope, unknown, { page: number }>,
): Promise<Reply> {
  const { actor, tree, t, query, url } = context;
  const scope = { actor, tree };
  const { rows, total, page: at } = await listBulkActs(deps.db, readerOf(scope), query.page, perPage);
  const title = t('members.bulk.list.title');
  const data = {
    title,
    breadcrumb: [{ href: '/admin/members', text: t('members.list.title') }, { text: title }],
    rows: rows.map((row) => headOf(t, scope, row)),
    paging: total > perPage ? paging(url, at, total, perPage) : undefined,
  };
  return { view: 'members/bulk-list', data };
}

/** What the form said, as far as it can be understood; a page that cannot name its act is not there. */
function understood(body: unknown) {
  const read = askForm.safeParse(body);
  if (!read.success) throw new AppError('not_found');
  return read.data;
}

/** Another room's page, with the selection that was made on the list of people. */
function withSelection(path: string, url: string): string {
  const query = new URL(url, 'http://localhost').searchParams;
  query.delete('act');
  query.set('from', 'members');
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** Acts on many people: the page that asks, the act while it runs and its result, all acts so far. */
export function bulkActRoutes(deps: BulkRouteDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: bulkPath,
      right,
      query: z.object({ page }),
      handler: (context) => listPage(deps, context as never),
    }),
    route({
      method: 'get',
      path: `${bulkPath}/new`,
      right,
      handler(context) {
        const { query } = context.request;
        const other = deps.moreActs.find(({ act }) => act === query['act']);
        if (other) return { redirect: withSelection(other.path, context.url) };
        const read = askForm.safeParse(query);
        return read.success ? askPage(deps, context, read.data) : { redirect: '/admin/members' };
      },
    }),
    route({
      method: 'post',
      path: bulkPath,
      right,
      body: startForm,
      again: {
        labels: {
          areaId: 'members.bulk.field.areaId',
          role: 'members.bulk.field.role',
          typed: 'members.bulk.field.typed',
        },
        show: (context, refused) => askPage(deps, context, understood(context.request.body), refused),
      },
      async handler({ body, actor, tree, t }) {
        const { id } = await startBulkAct(deps, { actor, tree }, t, body);
        await deps.nudgeAct([{ row: id, attempt: 0 }]);
        return { redirect: `${bulkPath}/${id}` };
      },
    }),
    route({
      method: 'get',
      path: `${bulkPath}/:id`,
      right,
      query: shown,
      handler: (context) => actPage(deps, context as never),
    }),
    route({
      method: 'post',
      path: `${bulkPath}/:id/stop`,
      right,
      async handler({ params, actor, tree }) {
        const { id } = await requireAct(deps, { actor, tree }, params['id']);
        await stopAct(deps, { actor, tree }, id);
        return { redirect: `${bulkPath}/${id}` };
      },
    }),
  ];
}
