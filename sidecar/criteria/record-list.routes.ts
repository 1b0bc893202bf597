import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import { readFields } from '../areas/field.store.ts';
import { type ImportChoice, listQuery } from '../members/member-list-page.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { joinAddresses } from './join-address.rules.ts';
import { recordActs } from './record-act.schema.ts';
import { matching, wordsOf } from './record-filter.store.ts';
import { columnTitles, filterForm, recordsAddress } from './record-list-page.rules.ts';
import { type ListedRecord, listRecords, type RecordList, usersOf } from './record-list.read-model.ts';
import { isFiltered, pageSizes, recordFilter, recordOrder } from './record-list.schema.ts';
import { recordViewer, registrationsPath, right, shownState } from './record-scope.rules.ts';
import { otherFacts, recordTitle, shownGrants } from './record-text.rules.ts';
import { lastMomentOf } from '../platform/day.rules.ts';

export type RecordListDeps = {
  db: Db;
  clock: Clock;
  /** What an employee's browser calls us, without a slash at the end. */
  origin: string;
  /** Newest imports that this administrator may open, for the filter *angelegt durch Import*. */
  imports(scope: AdminScope): Promise<readonly ImportChoice[]>;
};

const route = routesFor<AdminScope, Action>();
const query = z.object({
  ...recordFilter.shape,
  ...recordOrder.shape,
  select: z.enum(['page', 'all']).optional().catch(undefined),
  note: z.enum(['removed', 'locked', 'unlocked']).optional().catch(undefined),
  count: z.coerce.number().int().min(0).catch(0),
  left: z.coerce.number().int().min(0).catch(0),
});
type Query = z.output<typeof query>;
type ListContext = Context<AdminScope, unknown, Query>;

async function rowsOf({ db, clock }: RecordListDeps, context: ListContext, rows: readonly ListedRecord[]) {
  const { t, locale } = context;
  const ids = rows.map(({ id }) => id);
  const [fields, users] = await Promise.all([readFields(db), usersOf(db, ids)]);
  const now = clock();
  return rows.map((row) => {
    const state = shownState(row.state, row.endsAt, now);
    return {
      ...row,
      href: `${registrationsPath}/${row.id}`,
      name: recordTitle(fields, row.facts, locale) ?? users.get(row.id) ?? t('criteria.record.dropped'),
      others: otherFacts(fields, row.facts, locale),
      shown: shownGrants(context, row.grants, t),
      state,
      stateText: t(`criteria.state.${state}`),
      lastDay: row.endsAt && lastMomentOf(row.endsAt),
      originText: codeText(t, 'origin', row.origin),
      checked: context.query.select !== undefined,
    };
  });
}

/** The bulk selector: none, the page, or all that the filter finds; links, so that it works without JavaScript. */
function selection({ query: { select, page }, url, t }: ListContext, list: RecordList) {
  const at = page > 1 ? String(page) : undefined;
  return {
    action: `${registrationsPath}/acts/new`,
    list: listQuery(url),
    all: select === 'all',
    page: select === 'page',
    count: select === 'page' ? list.rows.length : 0,
    pageHref: recordsAddress(url, { select: 'page', page: at }),
    allHref: recordsAddress(url, { select: 'all', page: at }),
    noneHref: recordsAddress(url, { page: at }),
    acts: recordActs.map((act) => ({ value: act, text: t(`criteria.act.${act}`) })),
  };
}

/** Filters, and the ways on: other sizes, files, other pages; who selected all keeps them all. */
function framePart(context: ListContext, imports: readonly ImportChoice[]) {
  const { query: asked, url, t, actor, tree } = context;
  const scope = { actor, tree };
  const { fields, chips } = filterForm(
    { filter: asked, viewer: recordViewer(scope), scope, t, imports },
    url,
  );
  const none = Object.fromEntries(Object.keys(recordFilter.shape).map((name) => [name, undefined]));
  return {
    filterAction: registrationsPath,
    search: asked.q,
    searchLabel: t('criteria.list.search'),
    searchHint: t('criteria.list.searchHint'),
    fields,
    chips,
    filterCount: chips.length - (asked.q === '' ? 0 : 1),
    reset: recordsAddress(url, none),
    kept: {
      sort: asked.sort === 'created' ? '' : asked.sort,
      dir: asked.dir === 'desc' ? '' : asked.dir,
      size: asked.size === 25 ? '' : asked.size,
    },
    sizes: pageSizes.map((size) => ({
      size,
      href: recordsAddress(url, { size: String(size) }),
      current: size === asked.size,
    })),
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: `${registrationsPath}/export.${format}${new URL(recordsAddress(url, { size: undefined }), 'http://localhost').search}`,
      text: t(`members.export.${format}`),
    })),
  };
}

async function show(deps: RecordListDeps, context: ListContext): Promise<Reply> {
  const { actor, tree, query: asked, url, locale, t } = context;
  const scope = { actor, tree };
  const where = matching(tree, recordViewer(scope), asked, deps.clock());
  const [list, imports] = await Promise.all([
    listRecords(deps.db, where, asked, wordsOf(asked.q).length > 0),
    deps.imports(scope),
  ]);
  const { total, page, more } = list;
  const filtered = isFiltered(asked);
  const lead = more ? 'leadMore' : filtered ? 'leadFound' : 'lead';
  const number = new Intl.NumberFormat(locale).format(total);
  const pages = recordsAddress(url, { select: asked.select === 'all' ? 'all' : undefined });
  const data = {
    title: t('criteria.list.title'),
    lead: t(`criteria.list.${lead}`, { count: total, number }),
    note: asked.note && t(`criteria.list.note.${asked.note}`, { count: asked.count }),
    joins: joinAddresses(deps.origin, scope),
    left: asked.left > 0 && t('criteria.list.note.left', { count: asked.left }),
    rows: await rowsOf(deps, context, list.rows),
    total,
    more,
    filtered,
    showSearch: total > 0 || filtered,
    titles: columnTitles(t, url, asked),
    selection: selection(context, list),
    ...framePart(context, imports),
    paging: total > 0 ? paging(pages, page, total, asked.size) : undefined,
  };
  return { view: 'criteria/list', data };
}

/** GET /admin/registrations: filters, order, page and selection are in the address; an entry that does not fit is left out, not refused. */
export function recordListRoutes(deps: RecordListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: registrationsPath,
      right,
      query,
      handler: (context) => show(deps, context as unknown as ListContext),
    }),
  ];
}
