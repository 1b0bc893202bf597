import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Facts } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { Action, HeldGrant } from '../areas/policy.rules.ts';
import { roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { matrixOf } from '../members/matrix.rules.ts';
import {
  firstValue,
  formValues,
  type FormValues,
  type RefusedForm,
  overtaken,
} from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { addRecord, editRecord, type RecordDeps, requireOpenRecord } from './record-change.service.ts';
import { endField, factFields, formLabels, recordValues } from './record-form.rules.ts';
import { editForm, offeredFields, readFacts, recordForm, typedForm } from './record-form.schema.ts';
import { collisionHint, guessableHint } from './record-hint.read-model.ts';
import { registrationsPath, right } from './record-scope.rules.ts';
import { recordTitle } from './record-text.rules.ts';

const route = routesFor<AdminScope, Action>();
const newPath = `${registrationsPath}/new`;
const prefill = z.object({
  /** Areas with the role in each, as they were given to the one before. */
  grant: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .pipe(z.array(z.templateLiteral([z.uuid(), ':', z.enum(roles)])).max(200))
    .catch([]),
  ends: z.string().max(20).catch(''),
  made: z.uuid().optional().catch(undefined),
});
type Prefill = z.output<typeof prefill>;

type Shown = {
  values: FormValues;
  refused?: RefusedForm | undefined;
  /** The record that is edited. */
  record?: { id: string; version: number; facts: Facts; grants: readonly HeldGrant[] };
};

/** All that the form shows, for a new record or for one that is there; what was typed decides, not what is stored. */
async function formPart(deps: RecordDeps, context: Context<AdminScope>, shown: Shown) {
  const { actor, tree, t, locale } = context;
  const scope = { actor, tree };
  const { values, refused, record } = shown;
  const network = await readFields(deps.db);
  const fields = offeredFields(network, record?.facts);
  const labels = formLabels(t, locale, fields);
  const { facts } = readFacts(fields, values);
  const matrix = matrixOf(scope, record?.grants ?? [], {
    ...(refused || !record ? { values } : {}),
    ...(refused ? { errors: refused.errors } : {}),
  });
  for (const { name, label } of matrix.rows) labels.set(name, label);
  const form = { t, locale, values, errors: refused?.errors };
  return {
    facts: factFields(form, fields, !refused && !record),
    ends: endField(form),
    matrix,
    grantsError: refused?.errors['grants'],
    fields: (refused?.fields ?? [])
      .filter(({ field }) => field !== 'collision')
      .map((one) => ({ ...one, label: labels.get(one.field) ?? one.label })),
    hint: guessableHint(
      t,
      fields.filter(({ key }) => facts[key] !== undefined),
    ),
    collision: await collisionHint(deps, { ...scope, t, locale }, network, { facts, id: record?.id }),
    hintAction: `${registrationsPath}/hint`,
  };
}

async function newPage(
  deps: RecordDeps,
  context: Context<AdminScope>,
  values: FormValues,
  more: { refused?: RefusedForm; made?: string | undefined } = {},
): Promise<Reply> {
  const { t } = context;
  const title = t('criteria.add.title');
  const data = {
    title,
    breadcrumb: [{ href: registrationsPath, text: t('criteria.list.title') }, { text: title }],
    ...(await formPart(deps, context, { values, refused: more.refused })),
    formKey: firstValue(values, 'formKey') || randomUUID(),
    action: registrationsPath,
    made: more.made && { href: `${registrationsPath}/${more.made}`, text: t('criteria.add.open') },
  };
  return { view: 'criteria/new', data };
}

const prefilled = ({ grant, ends }: Prefill): FormValues => ({
  ...Object.fromEntries(grant.map((each) => [`role.${each.slice(0, 36)}`, each.slice(37)])),
  endsAt: ends,
});

/** The form once more with what people of one list have in common. */
function another(id: string, values: FormValues): string {
  const query = new URLSearchParams({ made: id });
  for (const name of Object.keys(values)) {
    const value = firstValue(values, name);
    if (name.startsWith('role.') && value !== '') query.append('grant', `${name.slice(5)}:${value}`);
    if (name === 'endsAt' && value !== '') query.append('ends', value);
  }
  return `${newPath}?${query}`;
}

async function editPage(
  deps: RecordDeps,
  context: Context<AdminScope>,
  refused?: RefusedForm,
): Promise<Reply> {
  const { actor, tree, params, t, locale } = context;
  const record = await requireOpenRecord(deps.db, { actor, tree }, params['id']);
  const network = await readFields(deps.db);
  const values = refused?.values ?? recordValues(network, record, locale);
  const href = `${registrationsPath}/${record.id}`;
  const late = overtaken(refused);
  const title = t('criteria.edit.title');
  const data = {
    title,
    breadcrumb: [
      { href: registrationsPath, text: t('criteria.list.title') },
      { href, text: recordTitle(network, record.facts, locale) ?? '' },
      { text: title },
    ],
    ...(await formPart(deps, context, { values, refused, record })),
    overtaken: late,
    recordId: record.id,
    version: refused && !late ? firstValue(refused.values, 'version') : record.version,
    action: `${href}/edit`,
    cancel: href,
  };
  return { view: 'criteria/edit', data };
}

/** While somebody types: how guessable the chosen set is, and whether a record with equal facts is there; nothing is kept. */
function hintRoute(deps: RecordDeps): Route<AdminScope, Action> {
  return route({
    method: 'post',
    path: `${registrationsPath}/hint`,
    right,
    body: typedForm,
    async handler(context) {
      const { actor, tree, t, locale, body } = context;
      const network = await readFields(deps.db);
      const { facts } = readFacts(network, body);
      const asked = { facts, id: body.recordId };
      const data = {
        title: t('criteria.hint.title'),
        hint: guessableHint(
          t,
          network.filter(({ key }) => facts[key] !== undefined),
        ),
        collision: await collisionHint(deps, { actor, tree, t, locale }, network, asked),
      };
      return { view: 'criteria/hint', data };
    },
  });
}

/** *Hinzufügen* and *Bearbeiten*. */
export function recordFormRoutes(deps: RecordDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: newPath,
      right,
      query: prefill,
      handler: (context) => {
        const { query } = context;
        const plain = context as unknown as Context<AdminScope>;
        return newPage(deps, plain, prefilled(query), { made: query.made });
      },
    }),
    hintRoute(deps),
    route({
      method: 'post',
      path: registrationsPath,
      right,
      body: recordForm,
      again: {
        labels: {},
        show: (context, refused) => newPage(deps, context, refused.values, { refused }),
      },
      async handler({ body, actor, tree, request }) {
        const id = await addRecord(deps, { actor, tree }, body);
        if (body.intent === 'another') return { redirect: another(id, formValues(request.body)) };
        return { redirect: `${registrationsPath}/${id}?note=made` };
      },
    }),
    route({
      method: 'get',
      path: `${registrationsPath}/:id/edit`,
      right,
      handler: (context) => editPage(deps, context),
    }),
    route({
      method: 'post',
      path: `${registrationsPath}/:id/edit`,
      right,
      body: editForm,
      again: { labels: {}, show: (context, refused) => editPage(deps, context, refused) },
      async handler({ body, params, actor, tree }) {
        await editRecord(deps, { actor, tree }, params['id'], body);
        return { redirect: `${registrationsPath}/${params['id']}?note=saved` };
      },
    }),
  ];
}
