import { listedTree } from '../areas/area.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { AreaPeople, StateFigures } from '../members/area-people.read-model.ts';
import type { ListedState } from '../members/member-filter.schema.ts';
import type { Translate } from '../platform/i18n.ts';

/** The way of people who are expected: made here, invited, in. */
const steps = ['created', 'invited', 'active'] as const satisfies readonly ListedState[];

/** A number with the list of exactly those whom it counts; without an address where there is nothing to see. */
export type Figure = { count: number; href?: string };
export type FunnelRow = {
  name: string;
  /** Place in the tree, 1 for the uppermost. */
  level: number;
  people: Figure;
  steps: (Figure & { label: string })[];
  /** Of a hundred people, how many are in; undefined where there is nobody. */
  share: number | undefined;
  pending: Figure;
};

const listed = (query: Record<string, string>): string => {
  const text = new URLSearchParams(query).toString();
  return text ? `/admin/members?${text}` : '/admin/members';
};
const figure = (count: number, href: string): Figure => (count > 0 ? { count, href } : { count });

function rowOf(
  t: Translate,
  at: { name: string; level: number },
  figures: StateFigures,
  { query, pending }: { query: Record<string, string>; pending: Figure },
): FunnelRow {
  const total = Object.values(figures).reduce((sum, count) => sum + count, 0);
  return {
    ...at,
    people: figure(total, listed(query)),
    steps: steps.map((state) => ({
      label: t(`members.state.${state}`),
      ...figure(figures[state] ?? 0, listed({ ...query, state })),
    })),
    share: total > 0 ? Math.floor((100 * (figures.active ?? 0)) / total) : undefined,
    pending,
  };
}

/** How far the people of each of these areas have come, as the tree has them; first of all together where there are several areas. */
export function funnel(
  t: Translate,
  { tree }: Pick<AdminScope, 'tree'>,
  areaIds: readonly string[],
  { people, pending }: { people: AreaPeople; pending: ReadonlyMap<string, number> },
): FunnelRow[] {
  const rows = listedTree(tree, areaIds).map(({ area, level }) =>
    rowOf(t, { name: area.name, level }, people.byArea.get(area.id) ?? {}, {
      query: { area: area.id, below: 'no' },
      pending: figure(pending.get(area.id) ?? 0, `/admin/requests?area=${area.id}`),
    }),
  );
  const waiting = [...pending.values()].reduce((sum, count) => sum + count, 0);
  const whole = rowOf(t, { name: t('overview.funnel.whole'), level: 1 }, people.whole, {
    query: {},
    pending: figure(waiting, '/admin/requests'),
  });
  return rows.length > 1 ? [whole, ...rows] : rows;
}
