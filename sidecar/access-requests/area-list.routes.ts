import type { Area } from '../areas/area.ts';
import { readOpenings } from '../areas/area-settings.store.ts';
import { areasFor } from '../areas/policy.rules.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { countAreaPeople, managerNames } from '../members/area-people.read-model.ts';
import { viewerOf } from '../members/member-filter.rules.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { areaHref, areasPath, right } from './area-place.rules.ts';
import { countPending } from './pending.read-model.ts';

const route = routesFor<AdminScope, Action>();
/** Of those who decide; the others are a number. */
const shownNames = 3;
const deepest = 4;

const sum = (figures: Readonly<Record<string, number>> = {}): number =>
  Object.values(figures).reduce((total, one) => total + one, 0);

/** Who decides requests to an area: its own managers and those above it, as far as the reader's areas go. */
function deciders(
  { tree, t }: Pick<Context<AdminScope>, 'tree' | 't'>,
  area: Area,
  names: ReadonlyMap<string, string[]>,
): string {
  const all = [...new Set(tree.lineage(area.id).flatMap(({ id }) => names.get(id) ?? []))];
  const shown = all.slice(0, shownNames).join(', ');
  const more = all.length - shownNames;
  if (all.length === 0) return t('access-requests.areas.decidedAbove');
  return more > 0 ? t('access-requests.areas.andMore', { names: shown, count: more }) : shown;
}

async function list(db: Db, context: Context<AdminScope>): Promise<Reply> {
  const { actor, tree, t } = context;
  const areaIds = areasFor(tree, actor, right);
  const mine = new Set(areaIds);
  const [openings, { byArea }, pending, names] = await Promise.all([
    readOpenings(db),
    countAreaPeople(db, viewerOf({ actor, tree }, right)),
    countPending(db, areaIds),
    managerNames(db, areaIds),
  ]);
  const areas = tree.network ? tree.subtree(tree.network.id).filter(({ id }) => mine.has(id)) : [];
  const levelOf = ({ id }: Area) => tree.lineage(id).filter((above) => mine.has(above.id)).length;
  const rows = areas.map((area) => ({
    name: area.name,
    level: Math.min(levelOf(area), deepest),
    kind: t(`areas.area.kind.${area.kind}`),
    href: areaHref(area),
    ...openings.get(area.id),
    deciders: deciders(context, area, names),
    people: { count: sum(byArea.get(area.id)), href: `/admin/members?area=${area.id}&below=no` },
    pending: { count: pending.get(area.id) ?? 0, href: `/admin/requests?area=${area.id}` },
  }));
  return { view: 'access-requests/areas', data: { title: t('access-requests.areas.title'), rows } };
}

/** The areas that one decides for, as a tree, with what is open in them. */
export function areaListRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [route({ method: 'get', path: areasPath, right, handler: (context) => list(db, context) })];
}
