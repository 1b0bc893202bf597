import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import type { Db } from '../platform/db.ts';
import { toldEnd } from '../platform/day.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { actLabels, type MoreAct, offeredActs } from './bulk-act.rules.ts';
import { bulkPath } from './bulk-ask-page.ts';
import { resolveFilter, viewerOf } from './member-filter.rules.ts';
import { filterQuery, orderQuery, pageSizes } from './member-filter.schema.ts';
import {
  filterChips,
  filterFields,
  type ImportChoice,
  isFiltered,
  listAddress,
  listQuery,
  sortLinks,
} from './member-list-page.rules.ts';
import { listMembers, type MemberList, type MemberListRow } from './member-list.read-model.ts';
import { rowMenus } from './member-row.read-model.ts';
import { neverIn } from './member.ts';
import { justMade } from './person-add.routes.ts';
import { grantableAreas } from './person.rules.ts';
import { syncTrouble } from './sync.rules.ts';

export type MemberListDeps = {
  db: Db;
  /** Newest imports that this administrator may open, for the filter *angelegt durch Import*. */
  imports(scope: AdminScope): Promise<readonly ImportChoice[]>;
  /** Acts of other rooms beside those of this one. */
  moreActs: readonly MoreAct[];
};

const route = routesFor<AdminScope, Action>();
const query = z.object({
  ...filterQuery.shape,
  ...orderQuery.shape,
  select: z.enum(['page', 'all']).optional().catch(undefined),
  made: z.uuid().optional().catch(undefined),
  note: z.enum(['deleted', 'erased', 'gone']).optional().catch(undefined),
});
type Query = z.output<typeof query>;

/** The bulk selector: nobody, the page, or all that the filter finds; links, so that it works without JavaScript. */
function selector(
  url: string,
  select: Query['select'],
  list: { rows: readonly MemberListRow[]; more: boolean },
) {
  return {
    action: `${bulkPath}/new`,
    list: listQuery(url),
    all: select === 'all',
    page: select === 'page',
    count: select === 'page' ? list.rows.length : 0,
    pageHref: withSelect(url, 'page'),
    allHref: withSelect(url, 'all'),
    noneHref: withSelect(url, undefined),
  };
}

/** The same page with another selection. */
function withSelect(url: string, select: string | undefined): string {
  const page = new URL(url, 'http://localhost').searchParams.get('page') ?? undefined;
  return listAddress(url, { select, page });
}

type ListContext = Context<AdminScope, unknown, Query>;

/** The rows with what may be done to each. */
async function rowsOf(
  db: Db,
  { tree, actor, query: { select }, t }: ListContext,
  rows: readonly MemberListRow[],
) {
  const ids = rows.map(({ id }) => id);
  const menus = await rowMenus(db, { tree, actor }, ids);
  return rows.map((row) => ({
    ...row,
    areas: row.areas.map((area) => ({
      ...area,
      ...(area.endsAt ? { until: toldEnd(new Date(area.endsAt)) } : {}),
    })),
    trouble: syncTrouble(t, row),
    menu: menus.get(row.id),
    originText: codeText(t, 'origin', row.origin),
    invitable: row.email !== null && neverIn(row.state),
    checked: select !== undefined,
  }));
}

/** The form above the list, and what of it is set. */
function filterPart({ tree, actor, query, url, t }: ListContext, imports: readonly ImportChoice[]) {
  const scope = { tree, actor };
  const given = { filter: query, viewer: viewerOf(scope), scope, t, imports };
  const chips = filterChips(given, url);
  const none = Object.fromEntries(Object.keys(filterQuery.shape).map((name) => [name, undefined]));
  return {
    filterAction: '/admin/members',
    search: query.q,
    fields: filterFields(given),
    chips,
    filterCount: chips.length - (query.q === '' ? 0 : 1),
    reset: listAddress(url, none),
    kept: {
      sort: query.sort === 'name' ? '' : query.sort,
      dir: query.dir === 'asc' ? '' : query.dir,
      size: query.size === 25 ? '' : query.size,
    },
  };
}

/** Ways on from the list: other sizes, files, other pages; who selected all keeps them all. */
function endPart({ query: { size, select }, url, t }: ListContext, { total, page }: MemberList) {
  const pages = listAddress(url, { select: select === 'all' ? select : undefined });
  return {
    sizes: pageSizes.map((each) => ({
      size: each,
      href: listAddress(url, { size: String(each) }),
      current: each === size,
    })),
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: listAddress(url, {}, `/admin/members/export.${format}`),
      text: t(`members.export.${format}`),
    })),
    paging: total > 0 ? paging(pages, page, total, size) : undefined,
  };
}

async function show({ db, imports, moreActs }: MemberListDeps, context: ListContext): Promise<Reply> {
  const { tree, actor, query: asked, url, locale, t } = context;
  const scope = { tree, actor };
  const viewer = viewerOf(scope);
  const [found, choices, made] = await Promise.all([
    listMembers(db, viewer, resolveFilter(asked, t, scope, viewer), asked),
    imports(scope),
    justMade(db, { ...scope, t }, asked.made),
  ]);
  const { total, more } = found;
  const filtered = isFiltered(asked);
  const lead = more ? 'leadMore' : filtered ? 'leadFound' : 'lead';
  const acts = [
    ...offeredActs(scope).map((act) => ({ value: act as string, text: t(actLabels[act]) })),
    ...moreActs.map(({ act, text }) => ({ value: act, text: t(text) })),
  ];
  const data = {
    title: t('members.list.title'),
    lead: t(`members.list.${lead}`, { count: total, number: new Intl.NumberFormat(locale).format(total) }),
    nothingText: asked.q ? 'text' : 'textFiltered',
    rows: await rowsOf(db, context, found.rows),
    mayAdd: grantableAreas(scope).length > 0,
    made,
    note: asked.note && t(`members.list.note.${asked.note}`),
    back: url,
    total,
    more,
    showSearch: total > 0 || filtered,
    filtered,
    titles: sortLinks(t, url, asked),
    selection: acts.length > 0 && { ...selector(url, asked.select, found), acts },
    ...filterPart(context, choices),
    ...endPart(context, found),
  };
  return { view: 'members/list', data };
}

/** GET /admin/members: filters, order, page and selection are in the address; an entry that does not fit is left out, not refused. */
export function memberListRoutes(deps: MemberListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: '/admin/members',
      right: 'members.read',
      query,
      handler: (context) => show(deps, context as unknown as ListContext),
    }),
  ];
}
