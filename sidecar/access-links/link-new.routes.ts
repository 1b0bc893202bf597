import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { admissionFields, identityFields } from '../members/person-form.rules.ts';
import { grantableAreas } from '../members/person.rules.ts';
import { AppError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';
import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { issueBatch, type LinkIssueDeps, mailLink } from './issue.service.ts';
import { batchesPath, linksPath, right } from './link-page.rules.ts';
import { batchForm, linkLabels, mostLinks, personForm } from './link.schema.ts';

export type LinkNewDeps = LinkIssueDeps & {
  /** Proposed validity in days. */
  validDays: number;
};
/** One link by mail, or many to be handed over. */
type Kind = 'person' | 'batch';

const route = routesFor<AdminScope, Action>();

/** The form as it is first shown: in the administrator's first area that is not the network, unless that is all there is. */
function firstForm({ actor, tree, locale }: Context<AdminScope>, { validDays }: LinkNewDeps): FormValues {
  const areas = grantableAreas({ actor, tree });
  const area = areas.find(({ kind }) => kind !== 'network') ?? areas[0];
  if (!area) throw new AppError('forbidden');
  return { areaId: area.id, role: 'member', locale, days: String(validDays), links: '10' };
}

function show(
  kind: Kind,
  { actor, tree, t }: Context<AdminScope>,
  values: FormValues,
  refused?: RefusedForm,
): Reply {
  const shown = { t, values, errors: refused?.errors };
  const field = (name: 'purpose' | 'days' | 'links', more: Partial<Field>): Field => ({
    name,
    label: t(linkLabels[name]),
    value: firstValue(values, name),
    required: true,
    ...(refused?.errors[name] ? { error: refused.errors[name] } : {}),
    ...more,
  });
  const title = t(`access-links.new.${kind}.title`);
  const admission = admissionFields(shown, { actor, tree });
  const identity = identityFields(shown, { focus: !refused });
  const data = {
    title,
    breadcrumb: [{ href: linksPath, text: t('access-links.list.title') }, { text: title }],
    kind,
    action: kind === 'person' ? linksPath : batchesPath,
    fields: refused?.fields ?? [],
    form: {
      ...identity,
      email: { ...identity.email, required: true, help: t('access-links.form.emailHelp') },
      ...admission,
      role: { ...admission.role, label: t('access-links.column.role') },
      purpose: field('purpose', {
        max: 200,
        required: kind === 'batch',
        help: t(`access-links.form.${kind === 'person' ? 'purposeOneHelp' : 'purposeHelp'}`),
      }),
      days: field('days', { max: 3, plain: true, help: t('access-links.form.daysHelp') }),
      links: field('links', {
        max: 4,
        plain: true,
        help: t('access-links.form.linksHelp', { most: mostLinks }),
      }),
    },
    formKey: firstValue(values, 'formKey') || randomUUID(),
    back: linksPath,
  };
  return { view: 'access-links/new', data };
}

function formRoutes<B extends z.ZodType>(
  deps: LinkNewDeps,
  kind: Kind,
  body: B,
  make: (scope: AdminScope, form: z.output<B>, t: Translate) => Promise<string>,
): Route<AdminScope, Action>[] {
  const base = kind === 'person' ? linksPath : batchesPath;
  return [
    route({
      method: 'get',
      path: `${base}/new`,
      right,
      handler: (context) => show(kind, context, firstForm(context, deps)),
    }),
    route({
      method: 'post',
      path: base,
      right,
      body,
      again: {
        labels: linkLabels,
        show: (context, refused) => show(kind, context, refused.values, refused),
      },
      async handler({ actor, tree, t, body: form }) {
        return { redirect: await make({ actor, tree }, form as z.output<B>, t) };
      },
    }),
  ];
}

/** Making links: one that is mailed to a person, or a batch whose secrets its page shows once. */
export function linkNewRoutes(deps: LinkNewDeps): Route<AdminScope, Action>[] {
  return [
    ...formRoutes(deps, 'person', personForm, async (scope, form, t) => {
      const { salutation = null, firstName, lastName, email, locale, ...rest } = form;
      const purpose = rest.purpose || t('access-links.form.purposeNone');
      await mailLink(deps, scope, {
        ...rest,
        purpose,
        recipient: { salutation, firstName, lastName, email, locale },
      });
      return `${linksPath}?note=mailed`;
    }),
    ...formRoutes(deps, 'batch', batchForm, async (scope, form) => {
      return `${batchesPath}/${await issueBatch(deps, scope, form)}`;
    }),
  ];
}
