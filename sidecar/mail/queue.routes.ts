import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { filterFacts, filterFields, queuePath, rowView, stateTabs } from './queue-page.rules.ts';
import { countByState, failingDomains, listQueue, queueRowsPerPage } from './queue.read-model.ts';
import {
  filterQuery,
  type QueueAct,
  queueAsk,
  type QueueFilter,
  queueFilter,
  queueForm,
  queueQuery,
  type QueueQuery,
} from './queue.schema.ts';
import { actOnQueue, type QueueDeps } from './queue.service.ts';
import { countAllowed } from './queue.store.ts';

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';

function noteOf({ t, locale }: Context<AdminScope>, { note, count }: QueueQuery) {
  const number = new Intl.NumberFormat(locale).format(count);
  return note && { kind: 'success', heading: t(`mail.queue.note.${note}`, { count, number }) };
}

async function list(deps: QueueDeps, context: Context<AdminScope>, query: QueueQuery): Promise<Reply> {
  const { t, url } = context;
  const filter: QueueFilter = queueFilter.parse(query);
  const [counts, domains] = await Promise.all([countByState(deps.db, filter), failingDomains(deps.db)]);
  const total = counts[filter.state ?? 'total'];
  const { rows, page } = await listQueue(deps.db, filter, total, query.page);
  const narrowed = filterQuery({ ...filter, id: undefined });
  const asked = (act: QueueAct) => `${queuePath}/ask${filterQuery(filter, { act })}`;
  const data = {
    title: t('mail.queue.title'),
    total,
    alert: noteOf(context, query),
    fields: filterFields(t, query),
    filtered: narrowed !== '',
    tabs: stateTabs(t, filter, counts),
    rows: rows.map((row) => rowView(t, row, deps.clock())),
    domains: domains.map((one) => ({
      ...one,
      href: `${queuePath}?domain=${encodeURIComponent(one.domain)}`,
    })),
    retryHref: asked('retry'),
    cancelHref: asked('cancel'),
    back: narrowed,
    paging: total > queueRowsPerPage ? paging(url, page, total, queueRowsPerPage) : undefined,
  };
  return { view: 'mail/queue', data };
}

/** Names what would happen and to how many, before it does. */
async function ask(
  deps: QueueDeps,
  { t, locale }: Context<AdminScope>,
  act: QueueAct,
  filter: QueueFilter,
  refused?: RefusedForm,
): Promise<Reply> {
  const count = await countAllowed(deps.db, { act, filter, causes: deps.causes, now: deps.clock() });
  const number = new Intl.NumberFormat(locale).format(count);
  const title = t(`mail.queue.ask.${act}.title`);
  const data = {
    title,
    breadcrumb: [{ href: queuePath, text: t('mail.queue.title') }, { text: title }],
    act,
    count,
    filter,
    facts: filterFacts(t, filter),
    changed: refused?.fields[0]?.message,
    danger: act === 'cancel',
    explain: t(`mail.queue.ask.${act}.explain`),
    nothing: t(`mail.queue.ask.${act}.nothing`),
    confirm: t(`mail.queue.ask.${act}.confirm`, { count, number }),
    back: queuePath + filterQuery({ ...filter, id: undefined }),
  };
  return { view: 'mail/queue-ask', data };
}

/** *E-Mail-Versand*: the outbox for network managers; never what is in a message. */
export function mailQueueRoutes(deps: QueueDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: queuePath,
      right,
      query: queueQuery,
      handler: (context) => list(deps, context as unknown as Context<AdminScope>, context.query),
    }),
    route({
      method: 'get',
      path: `${queuePath}/ask`,
      right,
      query: queueAsk,
      handler({ query: { act, ...filter }, ...context }) {
        return ask(deps, context as unknown as Context<AdminScope>, act, filter);
      },
    }),
    route({
      method: 'post',
      path: `${queuePath}/acts`,
      right,
      body: queueForm,
      again: {
        labels: {},
        show(context, refused) {
          const { act, ...filter } = queueAsk.parse(context.request.body ?? {});
          return ask(deps, context, act, filter, refused);
        },
      },
      async handler({ actor, body }) {
        const count = await actOnQueue(deps, { kind: 'administrator', memberId: actor.memberId }, body);
        const note = body.act === 'retry' ? 'retried' : 'cancelled';
        const back = queueFilter.parse({ ...body, id: undefined });
        return { redirect: queuePath + filterQuery(back, { note, count: String(count) }) };
      },
    }),
  ];
}
