import { factText } from '../areas/fact.rules.ts';
import type { Field } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { formValues, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type Probe, probe, type ProbedRecord } from './probe.service.ts';
import type { RecordDeps } from './record-change.service.ts';
import { factFields, formLabels } from './record-form.rules.ts';
import { factName, offeredFields, readFacts, typedForm } from './record-form.schema.ts';
import { registrationsPath, right, shownState } from './record-scope.rules.ts';
import { recordTitle, shownGrants } from './record-text.rules.ts';

const route = routesFor<AdminScope, Action>();
const path = `${registrationsPath}/probe`;
const kinds = {
  one: 'success',
  used: 'warning',
  closed: 'warning',
  ambiguous: 'warning',
  none: 'info',
} as const;

type PageContext = Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale'>;

function recordView(
  { t, locale, tree }: PageContext,
  fields: readonly Field[],
  now: Date,
  { record, compared, slowedUntil }: ProbedRecord,
) {
  const state = shownState(record.state, record.endsAt, now);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const text = (key: string, fact: string | null | undefined) => {
    const field = byKey.get(key);
    return field && fact ? factText(field, fact, locale) : (fact ?? '');
  };
  return {
    name: recordTitle(fields, record.facts, locale) ?? t('criteria.record.dropped'),
    href: `${registrationsPath}/${record.id}`,
    state,
    stateText: t(`criteria.state.${state}`),
    grants: shownGrants({ tree }, record.grants, t),
    slowedUntil: slowedUntil && slowedUntil > now ? slowedUntil : undefined,
    compared: compared.map(({ key, typed, typedNormal, stored, storedNormal, equal }) => {
      const field = byKey.get(key);
      return {
        name: field?.name[locale] ?? key,
        comparison: t(`criteria.probe.comparison.${field?.comparison ?? 'exact'}`),
        typed: text(key, typed),
        typedNormal,
        stored: stored === null ? t('criteria.record.dropped') : text(key, stored),
        storedNormal,
        equal,
        missing: typed === undefined,
      };
    }),
  };
}

type Shown = { values?: FormValues; refused?: RefusedForm; result?: Probe };

async function page(
  { db, clock }: RecordDeps,
  context: PageContext,
  { values = {}, refused, result }: Shown,
): Promise<Reply> {
  const { t, locale } = context;
  const network = await readFields(db);
  const fields = offeredFields(network);
  const labels = formLabels(t, locale, fields);
  const title = t('criteria.probe.title');
  const isFar = result?.kind === 'none' && result.records.length === 0;
  const data = {
    title,
    breadcrumb: [{ href: registrationsPath, text: t('criteria.list.title') }, { text: title }],
    action: path,
    fields: (refused?.fields ?? []).map((one) => ({ ...one, label: labels.get(one.field) ?? one.label })),
    facts: factFields({ t, locale, values, errors: refused?.errors }, fields, !result && !refused),
    result: result && {
      kind: kinds[result.kind],
      heading: t(`criteria.probe.result.${result.kind}.title`),
      text: t(`criteria.probe.result.${isFar ? 'far' : result.kind}.text`),
      near: result.kind === 'none',
      records: result.records.map((each) => recordView(context, network, clock(), each)),
    },
  };
  return { view: 'criteria/probe', data };
}

/** The box *Probe*: what an employee would type, and what would come of it and why. */
export function probeRoutes(deps: RecordDeps): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path, right, handler: (context) => page(deps, context, {}) }),
    route({
      method: 'post',
      path,
      right,
      body: typedForm,
      again: {
        labels: {},
        show: (context, refused) => page(deps, context, { values: refused.values, refused }),
      },
      async handler(context) {
        const { actor, tree, body, request } = context;
        const network = await readFields(deps.db);
        const fields = offeredFields(network);
        const { facts, problems } = readFacts(fields, body);
        const first = fields[0];
        if (first && problems.length === 0 && Object.keys(facts).length === 0)
          problems.push({ field: factName(first.key), text: 'criteria.problem.noFact' });
        if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
        const result = await probe(deps, { actor, tree }, { fields: network, facts });
        return page(deps, context, { values: formValues(request.body), result });
      },
    }),
  ];
}
