import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import { requireFuture } from './grant-form.rules.ts';
import { fullName } from './member.ts';
import { addPerson } from './person-add.service.ts';
import { type PersonDeps, requirePerson } from './person-change.service.ts';
import { admissionFields, identityFields } from './person-form.rules.ts';
import { proposedUsername } from './person-keys.store.ts';
import { grantableAreas } from './person.rules.ts';
import { addForm, names, personLabels, prefill } from './person.schema.ts';

const route = routesFor<AdminScope, Action>();
const right = 'grants.write';
const list = '/admin/members';
const page = `${list}/new`;

/** Who was made a moment ago, as long as this administrator may see them. */
export async function justMade(
  db: Db,
  { actor, tree, t }: AdminScope & { t: Translate },
  id: string | undefined,
) {
  const member = id && (await requirePerson(db, { actor, tree }, id).catch(() => undefined));
  if (!member) return undefined;
  const link = { href: `${list}/${member.id}`, text: t('members.person.add.open') };
  return { name: fullName(member), username: member.username, link };
}

async function show(
  deps: PersonDeps,
  { actor, tree, t }: Context<AdminScope>,
  values: FormValues,
  more: { refused?: RefusedForm; made?: string | undefined } = {},
): Promise<Reply> {
  const scope = { actor, tree };
  const [firstName, lastName] = [firstValue(values, 'firstName'), firstValue(values, 'lastName')];
  const username = firstName && lastName ? await proposedUsername(deps.db, firstName, lastName) : '';
  const shown = { t, values, errors: more.refused?.errors };
  const title = t('members.person.add.title');
  const data = {
    title,
    breadcrumb: [{ href: list, text: t('members.list.title') }, { text: title }],
    fields: more.refused?.fields ?? [],
    form: { ...identityFields(shown, { focus: !more.refused }), ...admissionFields(shown, scope) },
    formKey: firstValue(values, 'formKey') || randomUUID(),
    proposal: username && t('members.person.proposal', { username }),
    several: grantableAreas(scope).length > 1,
    made: await justMade(deps.db, { ...scope, t }, more.made),
  };
  return { view: 'members/new', data };
}

function firstForm(
  { actor, tree, locale }: Context<AdminScope>,
  wanted: z.output<typeof prefill>,
): FormValues {
  const areas = grantableAreas({ actor, tree });
  // Not the network, unless asked for: whoever is in there is in every area below it.
  const usual = areas.find(({ kind }) => kind !== 'network') ?? areas[0];
  const area = areas.find(({ id }) => id === wanted.area) ?? usual;
  if (!area) throw new AppError('forbidden');
  return { areaId: area.id, role: wanted.role ?? 'member', locale: wanted.locale ?? locale };
}

type AddForm = z.output<typeof addForm>;

/** Where each of the three buttons leads. */
function after(id: string, { areaId, role, locale }: AddForm): Record<AddForm['intent'], string> {
  return {
    close: `${list}?made=${id}`,
    another: `${page}?${new URLSearchParams({ area: areaId, role, locale, made: id }).toString()}`,
    grants: `${list}/${id}/grants?note=made`,
  };
}

/** The same as links of a page that comes between, the pressed one first. */
function waysOn({ actor, tree, t }: Context<AdminScope>, id: string, form: AddForm) {
  const ways = after(id, form);
  const several = grantableAreas({ actor, tree }).length > 1;
  const others = (['close', 'another', 'grants'] as const).filter(
    (intent) => intent !== form.intent && (intent !== 'grants' || several),
  );
  return [form.intent, ...others].map((intent) => ({
    href: ways[intent],
    text: t(`members.person.add.then.${intent}`),
  }));
}

/** *Hinzufügen*: the form, a proposed user name while one types, and the three buttons. */
export function personAddRoutes(deps: PersonDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: page,
      right,
      query: prefill,
      handler: (context) => {
        const plain = context as unknown as Context<AdminScope>;
        return show(deps, plain, firstForm(plain, context.query), { made: context.query.made });
      },
    }),
    route({
      method: 'get',
      path: `${list}/username`,
      right,
      query: names,
      async handler({ query: { firstName, lastName }, t }) {
        if (!firstName.trim() || !lastName.trim()) return { html: '' };
        // A proposal is letters, digits, dots and hyphens only: nothing to escape.
        const username = await proposedUsername(deps.db, firstName, lastName);
        return { html: t('members.person.proposal', { username }) };
      },
    }),
    route({
      method: 'post',
      path: list,
      right,
      body: addForm,
      again: {
        labels: personLabels,
        show: (context, refused) => show(deps, context, refused.values, { refused }),
      },
      async handler(context) {
        const { body, actor, tree } = context;
        requireFuture(body.lastDay, deps.clock(), 'lastDay');
        const id = await addPerson(deps.db, { actor, tree }, body, deps.newcomers);
        await deps.nudge();
        if (body.email || !deps.firstPassword) return { redirect: after(id, body)[body.intent] };
        return deps.firstPassword(context, id, waysOn(context as unknown as Context<AdminScope>, id, body));
      },
    }),
  ];
}
