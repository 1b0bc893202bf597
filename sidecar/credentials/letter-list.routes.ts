import { type Action, canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { resolveFilter, viewerOf } from '../members/member-filter.rules.ts';
import { filterChips, filterFields, listAddress, listQuery } from '../members/member-list-page.rules.ts';
import type { ImportChoice } from '../members/member-list-page.rules.ts';
import { grantsOf } from '../members/member.store.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { list, right } from './letter-ask.routes.ts';
import { letterFilter } from './letter-candidates.read-model.ts';
import { countNoWayBack } from './no-way-back.read-model.ts';
import { countLetters, type LetterList, type LetterRow, listLetters } from './letter.read-model.ts';
import { letterActs, listForm, type ListForm } from './letter.schema.ts';
import { letterStates } from './letter.table.ts';

export type LetterListDeps = {
  db: Db;
  /** Newest imports that this administrator may open. */
  imports(scope: AdminScope): Promise<readonly ImportChoice[]>;
};
type ListContext = Context<AdminScope, unknown, ListForm>;

const route = routesFor<AdminScope, Action>();
const pageSize = 50;
const offered = new Set(['area', 'below', 'import']);

/** The rows, those on whom this administrator may act with a box to pick them. */
async function rowsOf(db: Db, { actor, tree, query: { select } }: ListContext, rows: readonly LetterRow[]) {
  const held = await grantsOf(
    db,
    rows.map(({ memberId }) => memberId),
  );
  return rows.map((row) => ({
    ...row,
    pickable: row.memberId !== actor.memberId && canActOnIdentity(tree, actor, held.get(row.memberId) ?? []),
    checked: select !== undefined,
  }));
}

/** The states as links with their numbers, what waits for a reminder among them. */
function stateLinks({ query, url, t }: ListContext, counts: Readonly<Record<string, number>>) {
  const some = letterStates.filter((state) => (counts[state] ?? 0) > 0 || state === query.letter);
  return [undefined, 'due', ...some].map((letter) => ({
    href: listAddress(url, { letter, count: undefined }, list),
    text: t(`credentials.list.show.${letter ?? 'all'}`),
    count: counts[letter ?? 'all'] ?? 0,
    current: letter === query.letter,
  }));
}

function filterPart({ actor, tree, query, url, t }: ListContext, imports: readonly ImportChoice[]) {
  const scope = { tree, actor };
  const given = { filter: query, viewer: viewerOf(scope), scope, t, imports };
  const chips = filterChips(given, url, list);
  return {
    filterAction: list,
    search: query.q,
    fields: filterFields(given).filter(({ name }) => offered.has(name)),
    chips,
    filterCount: chips.length - (query.q === '' ? 0 : 1),
    filtered: chips.length > 0,
    reset: listAddress(url, { q: undefined, area: undefined, below: undefined, import: undefined }, list),
    kept: { letter: query.letter ?? '' },
  };
}

function selection({ query: { select, page }, url, t }: ListContext, rows: readonly { pickable: boolean }[]) {
  const kept = page > 1 ? { page: String(page) } : {};
  const at = (wanted: string | undefined) => listAddress(url, { ...kept, select: wanted }, list);
  return {
    action: `${list}/ask`,
    list: listQuery(url),
    all: select === 'all',
    page: select === 'page',
    count: select === 'page' ? rows.filter(({ pickable }) => pickable).length : 0,
    pageHref: at('page'),
    allHref: at('all'),
    noneHref: at(undefined),
    acts: letterActs.map((act) => ({ value: act, text: t(`credentials.ask.${act}.title`) })),
  };
}

/** What the page ends with: other pages, where everything that was selected stays so. */
function pagesOf({ query: { select }, url }: ListContext, { total, page }: LetterList) {
  const pages = listAddress(url, { select: select === 'all' ? select : undefined }, list);
  return total > pageSize ? paging(pages, page, total, pageSize) : undefined;
}

async function show({ db, imports }: LetterListDeps, context: ListContext): Promise<Reply> {
  const { actor, tree, query, t } = context;
  const scope = { actor, tree };
  const viewer = viewerOf(scope);
  const people = resolveFilter(query, t, scope, viewer);
  const found = await listLetters(db, viewer, people, letterFilter(query), query.page, pageSize);
  const counts = await countLetters(db, viewer, people);
  const rows = await rowsOf(db, context, found.rows);
  const data = {
    title: t('credentials.list.pageTitle'),
    total: found.total,
    rows,
    states: stateLinks(context, counts),
    showSearch: (counts['all'] ?? 0) > 0 || query.q !== '' || query.area !== undefined,
    selection: rows.length > 0 && selection(context, rows),
    note:
      query.note &&
      t(`credentials.list.note.${query.count === 0 ? 'nothing' : query.note}`, { count: query.count ?? 0 }),
    noWayBack: await countNoWayBack(db, scope),
    paging: pagesOf(context, found),
    ...filterPart(context, await imports(scope)),
  };
  return { view: 'credentials/list', data };
}

/** GET /admin/letters: filters, page and selection are in the address; an entry that does not fit is left out, not refused. */
export function letterListRoutes(deps: LetterListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: list,
      right,
      query: listForm,
      handler: (context) => show(deps, context as unknown as ListContext),
    }),
  ];
}
