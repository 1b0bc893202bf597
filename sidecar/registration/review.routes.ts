import { z } from 'zod';
import { readFields } from '../areas/field.store.ts';
import { type Action, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { readBudgets } from '../criteria/budget.store.ts';
import { readRecords } from '../criteria/record-list.read-model.ts';
import { recordViewer, registrationsPath, right } from '../criteria/record-scope.rules.ts';
import { otherFacts, recordTitle } from '../criteria/record-text.rules.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { readHeld } from './review.read-model.ts';
import { budgetView, isNotable } from './review.rules.ts';
import { approveHeld, raiseBudget, type ReviewDeps } from './review.service.ts';

const route = routesFor<AdminScope, Action>();
const path = `${registrationsPath}/held`;
const query = z.object({
  note: z.enum(['approved', 'nobody', 'raised', 'overtaken']).optional().catch(undefined),
  count: z.coerce.number().int().min(0).catch(0),
});
type ReviewContext = Context<AdminScope, unknown, z.output<typeof query>>;

/** Records of those who wait, as the list of registrations names them. */
async function namesOf({ db }: ReviewDeps, ids: readonly string[], { locale, t }: ReviewContext) {
  const [fields, records] = await Promise.all([readFields(db), readRecords(db, ids)]);
  return new Map(
    records.map(({ id, facts }) => [
      id,
      {
        href: `${registrationsPath}/${id}`,
        name: recordTitle(fields, facts, locale) ?? t('criteria.record.dropped'),
        others: otherFacts(fields, facts, locale),
      },
    ]),
  );
}

async function show(deps: ReviewDeps, context: ReviewContext): Promise<Reply> {
  const { actor, tree, t, query: asked } = context;
  const now = deps.clock();
  const scope = { actor, tree };
  const areaIds = areasFor(tree, actor, right);
  const [held, budgets] = await Promise.all([
    readHeld(deps.db, recordViewer(scope)),
    readBudgets(deps.db, areaIds, now),
  ]);
  const byArea = new Map(held.map((one) => [one.areaId, one]));
  const names = await namesOf(deps, [...new Set(held.flatMap(({ recordIds }) => recordIds))], context);
  const areas = areaIds.flatMap((id) => {
    const [area, budget] = [tree.byId(id), budgets.get(id)];
    const { matches = 0, misses = 0, recordIds = [], oldest } = byArea.get(id) ?? {};
    if (!area || !budget || !isNotable(budget, matches + misses)) return [];
    const people = [...new Set(recordIds)].flatMap((recordId) => names.get(recordId) ?? []);
    const isNetwork = area.parentId === null;
    const more = Math.max(0, matches - people.length);
    const card = { id, name: areaLabel(tree.areas, area), isNetwork, matches, misses, people, more, oldest };
    return [{ ...card, ...budgetView(budget, now), action: `${path}/${id}` }];
  });
  const title = t('registration.review.title');
  const { note, count } = asked;
  const data = {
    title,
    breadcrumb: [{ href: registrationsPath, text: t('criteria.list.title') }, { text: title }],
    note: note && t(`registration.review.note.${note}`, { count }),
    noteKind: note === 'approved' || note === 'raised' ? 'success' : 'warning',
    areas,
    quiet: areaIds.length - areas.length,
    upTo: now.toISOString(),
    back: registrationsPath,
  };
  return { view: 'registration/review', data };
}

/** *Wartende Registrierungen*: who waits because somebody guesses, and what the areas' budgets have left. What strangers typed is never shown. */
export function reviewRoutes(deps: ReviewDeps): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path, right, query, handler: (context) => show(deps, context as ReviewContext) }),
    route({
      method: 'post',
      path: `${path}/:id/approve`,
      right,
      body: z.object({ upTo: z.coerce.date() }),
      async handler({ actor, tree, params, body }) {
        const count = await approveHeld(deps, { actor, tree }, params['id'], body.upTo);
        return { redirect: `${path}?note=${count > 0 ? 'approved' : 'nobody'}&count=${count}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/:id/raise`,
      right,
      body: z.object({ allowed: z.coerce.number().int().min(0) }),
      async handler({ actor, tree, params, body }) {
        const raised = await raiseBudget(deps, { actor, tree }, params['id'], body.allowed);
        return { redirect: `${path}?note=${raised ? 'raised' : 'overtaken'}` };
      },
    }),
  ];
}
