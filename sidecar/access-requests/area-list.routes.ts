import { type Area, listedTree } from '../areas/area.ts';
import { readOpenings } from '../areas/area-settings.store.ts';
import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type AreaManagers, areaManagers, countAreaPeople } from '../members/area-people.read-model.ts';
import { viewerOf } from '../members/member-filter.rules.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { areaHref, areasPath, right } from './area-place.rules.ts';
import { countPending } from './pending.read-model.ts';

const route = routesFor<AdminScope, Action>();

const sum = (figures: Readonly<Record<string, number>> = {}): number =>
  Object.values(figures).reduce((total, one) => total + one, 0);

/** Who hears of requests to an area: its own managers, else those of the nearest area above it, as far as the reader's areas go. */
function deciders(
  { tree, t }: Pick<Context<AdminScope>, 'tree' | 't'>,
  area: Area,
  managers: ReadonlyMap<string, AreaManagers>,
): string {
  const nearest = tree.lineage(area.id).find(({ id }) => managers.has(id));
  const { names, count } = managers.get(nearest?.id ?? '') ?? { names: [], count: 0 };
  if (!nearest || count === 0) return t('access-requests.areas.decidedAbove');
  const more = count - names.length;
  const shown = names.join(', ');
  const who = more > 0 ? t('access-requests.areas.andMore', { names: shown, count: more }) : shown;
  return nearest.id === area.id ? who : t('access-requests.areas.decidedIn', { who, area: nearest.name });
}

async function list(db: Db, context: Context<AdminScope>): Promise<Reply> {
  const { actor, tree, t } = context;
  const areaIds = areasFor(tree, actor, right);
  const [openings, { byArea }, pending, managers] = await Promise.all([
    readOpenings(db),
    countAreaPeople(db, viewerOf({ actor, tree }, right)),
    countPending(db, areaIds),
    areaManagers(db, areaIds),
  ]);
  const rows = listedTree(tree, areaIds).map(({ area, level }) => ({
    name: area.name,
    level,
    kind: t(`areas.area.kind.${area.kind}`),
    href: areaHref(area),
    ...openings.get(area.id),
    deciders: deciders(context, area, managers),
    people: { count: sum(byArea.get(area.id)), href: `/admin/members?area=${area.id}&below=no` },
    pending: { count: pending.get(area.id) ?? 0, href: `/admin/requests?area=${area.id}` },
  }));
  return { view: 'access-requests/areas', data: { title: t('access-requests.areas.title'), rows } };
}

/** The areas that one decides for, as a tree, with what is open in them. */
export function areaListRoutes({ db }: { db: Db }): Route<AdminScope, Action>[] {
  return [route({ method: 'get', path: areasPath, right, handler: (context) => list(db, context) })];
}
