import { z } from 'zod';
import { readFields } from '../areas/field.store.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { moveForm } from './field.schema.ts';
import { moveField } from './field.service.ts';
import type { FieldsDeps } from './field-all.routes.ts';
import { comparisonPath, fieldRow, fieldsPath, right } from './fields-page.rules.ts';
import { readOpenChange, readTwins } from './rules-change.store.ts';

const route = routesFor<AdminScope, Action>();
const notes = ['added', 'saved', 'removed'];

async function list(
  { db }: FieldsDeps,
  { t, locale }: Context<AdminScope>,
  note: string | undefined,
): Promise<Reply> {
  const [fields, change, twins] = [await readFields(db), await readOpenChange(db), await readTwins(db, 1)];
  const rows = fields.map((field, at) => ({
    ...fieldRow(t, locale, field),
    first: at === 0,
    last: at === fields.length - 1,
  }));
  const data = {
    title: t('criteria.fields.title'),
    note: note && notes.includes(note) ? t(`criteria.fields.note.${note}`) : undefined,
    change: change && { link: { href: comparisonPath, text: t('criteria.fields.changeOpenLink') } },
    twins: twins.length > 0 && { link: { href: comparisonPath, text: t('criteria.fields.twinsLink') } },
    rows,
    paths: { add: `${fieldsPath}/new`, comparison: comparisonPath, areas: `${fieldsPath}/areas` },
  };
  return { view: 'criteria/fields', data };
}

/** The list of fields, and their order. */
export function fieldListRoutes(deps: FieldsDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: fieldsPath,
      right,
      query: z.object({ note: z.string().max(20).optional().catch(undefined) }),
      handler: (context) => list(deps, context, context.query.note),
    }),
    route({
      method: 'post',
      path: `${fieldsPath}/:id/move`,
      right,
      body: moveForm,
      async handler({ body, params, ...scope }) {
        await moveField(deps.db, administrator(scope), params['id'] ?? '', body.direction);
        return { redirect: fieldsPath };
      },
    }),
  ];
}
