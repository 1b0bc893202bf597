import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import type { Db } from '../platform/db.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import {
  type StreamTable,
  type TableFormat,
  type TableRows,
  tableTypes,
} from '../platform/http/table-types.ts';
import type { Translate } from '../platform/i18n.ts';
import { exportColumns, exportedCells, shownRow } from './grant-list-page.rules.ts';
import type { Asked, GrantListRow } from './grant-list.ts';
import { allEnding, countEnding, listEnding } from './grant-list.read-model.ts';
import {
  endings,
  grantListPath,
  type GrantListQuery,
  grantListQuery,
  prolongForm,
} from './grant-list.schema.ts';
import { prolongGrants } from './grant-prolong.service.ts';
import { prolongings } from './grant-term.rules.ts';
import { listAddress } from './member-list-page.rules.ts';
import { findMembers } from './member.store.ts';
import { areaLabel } from './person-form.rules.ts';
import { sees } from './person.rules.ts';

export type GrantListDeps = { db: Db; streamTable: StreamTable };
type ListContext = Context<AdminScope, unknown, GrantListQuery>;

const route = routesFor<AdminScope, Action>();
const right = 'grants.write';
const pageSize = 50;

/** Areas of which this administrator may see who is in them until when; one that is foreign or unknown has nobody. */
function askedOf({ actor, tree, query }: ListContext, ends = query.ends): Asked {
  const own = areasFor(tree, actor, right);
  return { ends, areaIds: query.area === undefined ? own : own.filter((id) => id === query.area) };
}

function areaField({ actor, tree, query, t }: ListContext) {
  const own = new Set(areasFor(tree, actor, right));
  const areas = tree.areas.filter(({ id }) => own.has(id));
  const options = areas.map((area) => ({ value: area.id, text: areaLabel(areas, area) }));
  return {
    name: 'area',
    label: t('members.filter.area.label'),
    value: query.area ?? '',
    options: [{ value: '', text: t('members.ending.allAreas') }, ...options],
  };
}

function noteOf(t: Translate, { note, count, left }: GrantListQuery) {
  if (note === undefined) return undefined;
  const heading =
    note === 'none' ? t('members.ending.note.none') : t('members.ending.note.prolonged', { count });
  if (left === 0) return { kind: note === 'none' ? 'warning' : 'success', heading };
  const text = t('members.ending.note.left', { count: left });
  return count === 0 ? { kind: 'warning', heading: text } : { kind: 'warning', heading, text };
}

async function show({ db }: GrantListDeps, context: ListContext): Promise<Reply> {
  const { actor, tree, query, t, url } = context;
  const list = await listEnding(db, askedOf(context), query.page, pageSize);
  const tabs = endings.map(async (ends) => ({
    href: listAddress(url, { ends }, grantListPath),
    text: t(`members.ending.show.${ends}`),
    count: ends === query.ends ? list.total : await countEnding(db, askedOf(context, ends)),
    current: ends === query.ends,
  }));
  const people = await findMembers(
    db,
    list.rows.map(({ memberId }) => memberId),
  );
  const seen = new Set([...people.values()].filter((one) => sees({ actor, tree }, one)).map(({ id }) => id));
  const rows = list.rows.map((row) => shownRow(t, { actor, tree }, row, seen));
  const data = {
    title: t('members.ending.title'),
    alert: noteOf(t, query),
    tabs: await Promise.all(tabs),
    ends: query.ends,
    ended: query.ends === 'ended',
    area: areaField(context),
    rows,
    pickable: rows.some(({ prolong }) => prolong !== undefined),
    prolongings: prolongings.map((value) => ({ value, text: t(`members.ending.by.${value}`) })),
    back: listAddress(url, {}, grantListPath),
    total: list.total,
    paging: list.total > pageSize ? paging(url, list.page, list.total, pageSize) : undefined,
    exports: (['xlsx', 'csv'] as const).map((format) => ({
      href: listAddress(url, {}, `${grantListPath}/export.${format}`),
      text: t(`members.export.${format}`),
    })),
  };
  return { view: 'members/ending', data };
}

async function* batches(t: Translate, rows: readonly GrantListRow[]): TableRows {
  yield [exportColumns.map((column) => t(`members.ending.column.${column}`))];
  for (let start = 0; start < rows.length; start += 500)
    yield rows.slice(start, start + 500).map((row) => exportedCells(t, row, lastDayOf));
}

async function exported(
  { db, streamTable }: GrantListDeps,
  context: ListContext,
  format: TableFormat,
): Promise<Reply> {
  const title = context.t('members.ending.title');
  const rows = await allEnding(db, askedOf(context));
  const chunks = streamTable(title, batches(context.t, rows), format);
  return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
}

/** *Befristete Berechtigungen*: what ends soon or has ended, files of it, and *Verlängern* for one or several. */
export function grantListRoutes(deps: GrantListDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: grantListPath,
      right,
      query: grantListQuery,
      handler: (context) => show(deps, context as unknown as ListContext),
    }),
    ...(['xlsx', 'csv'] as const).map((format) =>
      route({
        method: 'get',
        path: `${grantListPath}/export.${format}`,
        right,
        query: grantListQuery,
        handler: (context) => exported(deps, context as never, format),
      }),
    ),
    route({
      method: 'post',
      path: `${grantListPath}/prolong`,
      right,
      body: prolongForm,
      async handler({ body: { seen, by, back }, actor, tree }) {
        const outcomes = await prolongGrants(deps.db, { actor, tree }, seen, by);
        const count = outcomes.filter((outcome) => outcome === 'prolonged' || outcome === 'already').length;
        const left = outcomes.length - count;
        const note = outcomes.length === 0 ? 'none' : count > 0 ? 'prolonged' : 'notProlonged';
        const told = { note, count: String(count), left: String(left) };
        const from = localPath(back, grantListPath);
        return { redirect: listAddress(from, told, from.split('?')[0]) };
      },
    }),
  ];
}
