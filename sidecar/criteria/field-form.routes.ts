import { readFields } from '../areas/field.store.ts';
import type { Field } from '../areas/field.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type RefusedForm, overtaken, seenVersion } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { fieldForm, fieldLabels, newFieldForm, removeForm } from './field.schema.ts';
import { addField, editField, recordsWith, removeField } from './field.service.ts';
import type { FieldsDeps } from './field-all.routes.ts';
import {
  fieldInputs,
  fieldsPath,
  fieldValues,
  newFieldValues,
  right,
  fieldsTrail,
} from './fields-page.rules.ts';

const route = routesFor<AdminScope, Action>();
type Asked = Pick<Context<AdminScope>, 't' | 'locale' | 'params'>;

async function fieldOf(db: Db, { params }: Asked): Promise<Field> {
  const field = (await readFields(db)).find(({ key }) => key === params['id']);
  if (!field) throw new AppError('not_found');
  return field;
}

function newPage({ t }: Pick<Asked, 't'>, refused?: RefusedForm): Reply {
  const inputs = fieldInputs(t, refused?.values ?? newFieldValues, {
    isNew: true,
    errors: refused?.errors ?? {},
  });
  const data = {
    title: t('criteria.fields.add'),
    breadcrumb: fieldsTrail(t, t('criteria.fields.add')),
    inputs,
    fields: refused?.fields ?? [],
    action: `${fieldsPath}/new`,
    isNew: true,
  };
  return { view: 'criteria/field', data: { ...data, back: fieldsPath } };
}

async function editPage({ db }: FieldsDeps, asked: Asked, refused?: RefusedForm): Promise<Reply> {
  const { t, locale } = asked;
  const field = await fieldOf(db, asked);
  const data = {
    title: field.name[locale],
    breadcrumb: fieldsTrail(t, field.name[locale]),
    overtaken: overtaken(refused),
    fields: refused?.fields ?? [],
    inputs: fieldInputs(t, refused?.values ?? fieldValues(field), {
      key: field.key,
      errors: refused?.errors ?? {},
    }),
    version: seenVersion(refused, field.version),
    action: `${fieldsPath}/${field.key}/edit`,
    remove: field.builtIn ? undefined : `${fieldsPath}/${field.key}/remove`,
    back: fieldsPath,
  };
  return { view: 'criteria/field', data };
}

async function removePage({ db }: FieldsDeps, asked: Asked, refused?: RefusedForm): Promise<Reply> {
  const { t, locale } = asked;
  const field = await fieldOf(db, asked);
  if (field.builtIn) throw new AppError('not_found');
  const data = {
    title: t('criteria.fields.remove.title', { name: field.name[locale] }),
    breadcrumb: fieldsTrail(t, field.name[locale]),
    count: await recordsWith(db, field.key),
    overtaken: overtaken(refused),
    version: field.version,
    action: `${fieldsPath}/${field.key}/remove`,
    back: fieldsPath,
  };
  return { view: 'criteria/field-remove', data };
}

function newRoutes({ db }: FieldsDeps): Route<AdminScope, Action>[] {
  const path = `${fieldsPath}/new`;
  return [
    route({ method: 'get', path, right, handler: (context) => newPage(context) }),
    route({
      method: 'post',
      path,
      right,
      body: newFieldForm,
      again: { labels: fieldLabels, show: newPage },
      async handler({ body, ...scope }) {
        await addField(db, administrator(scope), body);
        return { redirect: `${fieldsPath}?note=added` };
      },
    }),
  ];
}

/** Adding, changing and removing one field. */
export function fieldFormRoutes(deps: FieldsDeps): Route<AdminScope, Action>[] {
  const { db } = deps;
  const edit = `${fieldsPath}/:id/edit`;
  const remove = `${fieldsPath}/:id/remove`;
  const shown = (page: typeof editPage) => ({
    labels: fieldLabels,
    show: (context: Context<AdminScope>, refused: RefusedForm) => page(deps, context, refused),
  });
  return [
    ...newRoutes(deps),
    route({ method: 'get', path: edit, right, handler: (context) => editPage(deps, context) }),
    route({
      method: 'post',
      path: edit,
      right,
      body: fieldForm,
      again: shown(editPage),
      async handler({ body, params, ...scope }) {
        await editField(db, administrator(scope), params['id'] ?? '', body);
        return { redirect: `${fieldsPath}?note=saved` };
      },
    }),
    route({ method: 'get', path: remove, right, handler: (context) => removePage(deps, context) }),
    route({
      method: 'post',
      path: remove,
      right,
      body: removeForm,
      again: shown(removePage),
      async handler({ body, params, ...scope }) {
        await removeField(db, administrator(scope), params['id'] ?? '', body.version);
        return { redirect: `${fieldsPath}?note=removed` };
      },
    }),
  ];
}
