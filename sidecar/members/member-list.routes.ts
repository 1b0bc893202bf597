import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { actLabels, offeredActs } from './bulk-act.rules.ts';
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
import { listMembers, type MemberListRow } from './member-list.read-model.ts';
import { rowMenus } from './member-row.read-model.ts';
import { justMade } from './person-add.routes.ts';
import { grantableAreas } from './person.rules.ts';
import { syncTrouble } from './sync.rules.ts';

export type MemberListDeps = {
  db: Db;
  /** Newest imports that this administrator may open, for the filter *angelegt durch Import*. */
  imports(scope: AdminScope): Promise<readonly ImportChoice[]>;
};

const route = routesFor<AdminScope, Action>();
const query = z.object({
  ...filterQuery.shape,
  ...orderQuery.shape,
  select: z.enum(['page', 'all']).optional().catch(undefined),
  made: z.uuid().optional().catch(undefined),
  note: z.enum(['deleted', 'gone']).optional().catch(undefined),
});
type Query = z.output<typeof query>;

/** The bulk selector: nobody, the page, or all that the filter finds; links, so that it works without JavaScript. */
function selector(
  url: string,
  select: Query['select'],
  list: { rows: readonly MemberListRow[]; more: boolean },
) {
  return {
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

async function show(
  { db, imports }: MemberListDeps,
  context: Context<AdminScope, unknown, Query>,
): Promise<Reply> {
  const { tree, actor, query: asked, url, locale, t } = context;
  const scope = { tree, actor };
  const viewer = viewerOf(scope);
  const found = await listMembers(db, viewer, resolveFilter(asked, t, scope, viewer), asked);
  const { rows, total, page } = found;
  const given = { filter: asked, viewer, scope, t, imports: await imports(scope) };
  const chips = filterChips(given, url);
  const filtered = isFiltered(asked);
  const acts = offeredActs(scope);
  const menus = await rowMenus(
    db,
    scope,
    rows.map(({ id }) => id),
  );
  const data = {
    title: t('members.list.title'),
    lead: t(`members.list.${found.more ? 'leadMore' : filtered ? 'leadFound' : 'lead'}`, {
      count: total,
      number: new Intl.NumberFormat(locale).format(total),
    }),
    nothingText: asked.q ? 'text' : 'textFiltered',
    rows: rows.map((row) => ({
      ...row,
      trouble: syncTrouble(t, row),
      menu: menus.get(row.id),
      originText: codeText(t, 'origin', row.origin),
      invitable: row.email !== null && (row.state === 'created' || row.state === 'invited'),
      checked: asked.select !== undefined,
    })),
    mayAdd: grantableAreas(scope).length > 0,
    made: await justMade(db, { ...scope, t }, asked.made),
    note: asked.note && t(`members.list.note.${asked.note}`),
    back: url,
    total,
    more: found.more,
    search: asked.q,
    showSearch: total > 0 || filtered,
    filtered,
    fields: filterFields(given),
    chips,
    filterCount: chips.length - (asked.q === '' ? 0 : 1),
    reset: listAddress(
      url,
      Object.fromEntries(Object.keys(filterQuery.shape).map((name) => [name, undefined])),
    ),
    kept: {
      sort: asked.sort === 'name' ? '' : asked.sort,
      dir: asked.dir === 'asc' ? '' : asked.dir,
      size: asked.size === 25 ? '' : asked.size,
    },
    titles: sortLinks(t, url, asked),
    sizes: pageSizes.map((size) => ({
      size,
      href: listAddress(url, { size: String(size) }),
      current: size === asked.size,
    })),
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: listAddress(url, {}, `/admin/members/export.${format}`),
      text: t(`members.export.${format}`),
    })),
    selection: acts.length > 0 && {
      ...selector(url, asked.select, found),
      acts: acts.map((act) => ({ value: act, text: t(actLabels[act]) })),
    },
    paging: total > 0 ? paging(url, page, total, asked.size) : undefined,
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
      handler: (context) => show(deps, context as unknown as Context<AdminScope, unknown, Query>),
    }),
  ];
}
