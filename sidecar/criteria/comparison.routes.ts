import { z } from 'zod';
import { readFields } from '../areas/field.store.ts';
import type { Field } from '../areas/field.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { changeForm, comparisonForm } from './field.schema.ts';
import type { FieldsDeps } from './field-all.routes.ts';
import {
  comparisonInput,
  comparisonPath as path,
  fieldsPath,
  right,
  fieldsTrail,
} from './fields-page.rules.ts';
import { normalise } from './normalise.rules.ts';
import { applyChange, cancelChange, requestComparisons } from './rules-change.service.ts';
import {
  type EqualGroup,
  readCollisions,
  readOpenChange,
  readTwins,
  type RulesChange,
} from './rules-change.store.ts';

const route = routesFor<AdminScope, Action>();
/** Groups on the page; more of them are told by their number. */
const mostGroups = 50;
const notes = ['applied', 'unchanged', 'busy', 'gone', 'cancelled'];
const example = 'Müller-Lüdenscheidt';

function groupView(fields: readonly Field[], { records }: EqualGroup) {
  const shown = records.map(({ id, facts, state }) => ({
    href: `/admin/registrations/${id}`,
    state,
    text: fields.flatMap(({ key }) => facts?.[key] ?? []).join(', '),
  }));
  return { records: shown };
}

function changeView(t: Translate, locale: Locale, fields: readonly Field[], change: RulesChange) {
  const { id, state, comparisons, total, checked, collisions, moved } = change;
  const wanted = fields.flatMap(({ key, name }) => {
    const comparison = comparisons[key];
    return comparison
      ? [{ name: name[locale], comparison: t(`criteria.fields.comparisons.${comparison}`) }]
      : [];
  });
  const percent = (done: number): number => Math.min(100, Math.round((100 * done) / Math.max(1, total)));
  return {
    id,
    state,
    wanted,
    total,
    collisions,
    live: state !== 'checked',
    checked: percent(checked),
    moved: percent(moved),
  };
}

async function page(
  { db }: FieldsDeps,
  { t, locale }: Context<AdminScope>,
  note: string | undefined,
): Promise<Reply> {
  const [fields, change] = [await readFields(db), await readOpenChange(db)];
  const groups = change?.state === 'checked' ? await readCollisions(db, change.id, mostGroups) : [];
  const twins = await readTwins(db, mostGroups);
  const inputs = fields
    .filter(({ criterion, type }) => criterion && type !== 'date')
    .map(({ key, name, comparison }) => comparisonInput(t, `comparison.${key}`, name[locale], comparison));
  const data = {
    title: t('criteria.comparison.title'),
    breadcrumb: fieldsTrail(t, t('criteria.comparison.title')),
    note: note && notes.includes(note) ? t(`criteria.comparison.note.${note}`) : undefined,
    kind: note === 'busy' || note === 'gone' ? 'warning' : 'success',
    change: change && changeView(t, locale, fields, change),
    groups: groups.map((group) => groupView(fields, group)),
    twins: twins.map((group) => groupView(fields, group)),
    inputs,
    example: { text: example, tolerant: normalise({ type: 'text', comparison: 'tolerant' }, example) },
    action: path,
    back: fieldsPath,
  };
  return { view: 'criteria/comparison', data };
}

/** How facts are compared, and what a change of it would do. */
export function comparisonRoutes(deps: FieldsDeps): Route<AdminScope, Action>[] {
  const { db, clock, nudgeRules } = deps;
  return [
    route({
      method: 'get',
      path,
      right,
      query: z.object({ note: z.string().max(20).optional().catch(undefined) }),
      handler: (context) => page(deps, context, context.query.note),
    }),
    route({
      method: 'post',
      path,
      right,
      body: comparisonForm,
      async handler({ body, ...scope }) {
        const requested = await requestComparisons(deps, administrator(scope), body);
        await nudgeRules();
        return { redirect: requested === 'checking' ? path : `${path}?note=${requested}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/apply`,
      right,
      body: changeForm,
      async handler({ body, ...scope }) {
        const done = await applyChange(deps, administrator(scope), body.change, clock());
        await nudgeRules();
        return { redirect: done === 'applying' ? path : `${path}?note=${done}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/cancel`,
      right,
      body: changeForm,
      async handler({ body }) {
        const cancelled = await cancelChange(db, body.change, clock());
        return { redirect: `${path}?note=${cancelled ? 'cancelled' : 'gone'}` };
      },
    }),
  ];
}
