import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { fullName } from './member.ts';
import { matrixOf } from './matrix.rules.ts';
import { type PersonDeps, requirePerson } from './person-change.service.ts';
import { editPerson } from './person-edit.service.ts';
import { identityFields, storedHints, valuesOf } from './person-form.rules.ts';
import { changeGrants } from './person-grants.service.ts';
import { list, trail } from './person-page.ts';
import { rightsOn } from './person.rules.ts';
import { editForm, grantsForm, personLabels } from './person.schema.ts';

const route = routesFor<AdminScope, Action>();
const right = 'grants.write';

/** Whether the person was changed by somebody else meanwhile, rather than the form being wrong. */
function wasOvertaken(refused: RefusedForm | undefined): boolean {
  return refused?.code === 'conflict' && refused.fields.length === 0;
}

async function editPage(
  deps: PersonDeps,
  { actor, tree, params, t }: Context<AdminScope>,
  refused?: RefusedForm,
): Promise<Reply> {
  const scope = { actor, tree };
  const person = await requirePerson(deps.db, scope, params['id']);
  if (!rightsOn(scope, person).identity) throw new AppError('forbidden');
  const stored = valuesOf(person);
  const emailFixed = person.activatedAt !== null;
  const values = { ...(refused?.values ?? stored), ...(emailFixed ? { email: stored['email'] ?? '' } : {}) };
  const overtaken = wasOvertaken(refused);
  const hints = {
    username: t('members.person.hint.usernameKept'),
    email: t('members.person.hint.emailChange'),
    ...(overtaken ? storedHints(t, values, person) : {}),
    ...(emailFixed ? { email: t('members.person.hint.emailFixed') } : {}),
  };
  const title = t('members.person.edit.title', { name: fullName(person) });
  const data = {
    title,
    breadcrumb: trail(t, person, t('members.person.edit.action')),
    overtaken,
    fields: refused?.fields ?? [],
    form: identityFields({ t, values, errors: refused?.errors, hints }, { emailFixed }),
    person: { href: `${list}/${person.id}`, version: person.version },
  };
  return { view: 'members/edit', data };
}

type Marked = {
  refused?: RefusedForm;
  all?: Role | 'none' | undefined;
  note?: string | undefined;
};

async function grantsPage(
  deps: PersonDeps,
  { actor, tree, params, t, request }: Context<AdminScope>,
  { refused, all, note }: Marked = {},
): Promise<Reply> {
  const scope = { actor, tree };
  const person = await requirePerson(deps.db, scope, params['id']);
  if (!rightsOn(scope, person).grants) throw new AppError('forbidden');
  const sent = refused?.values ?? (all ? (request.body as Record<string, string>) : undefined);
  const matrix = matrixOf(scope, person.grants, {
    ends: true,
    ...(sent ? { values: sent } : {}),
    ...(refused ? { errors: refused.errors } : {}),
    ...(all ? { all } : {}),
  });
  const title = t('members.person.grants.title', { name: fullName(person) });
  const labels = new Map(
    matrix.rows.flatMap(({ name, label, end }) => [
      [name, label],
      [end?.name ?? '', label],
    ]),
  );
  const data = {
    title,
    breadcrumb: trail(t, person, t('members.person.grants.action')),
    overtaken: wasOvertaken(refused),
    made: note === 'made' ? fullName(person) : undefined,
    fields: (refused?.fields ?? []).map((one) => ({ ...one, label: labels.get(one.field) ?? one.label })),
    matrix,
    person: { href: `${list}/${person.id}`, version: person.version },
  };
  return { view: 'members/grants', data };
}

/** *Bearbeiten* and the matrix of grants. */
export function personEditRoutes(deps: PersonDeps): Route<AdminScope, Action>[] {
  return [
    route({ method: 'get', path: `${list}/:id/edit`, right, handler: (context) => editPage(deps, context) }),
    route({
      method: 'post',
      path: `${list}/:id/edit`,
      right,
      body: editForm,
      again: { labels: personLabels, show: (context, refused) => editPage(deps, context, refused) },
      async handler({ body, params, actor, tree }) {
        const { linkDied, letter } = await editPerson(deps, { actor, tree }, params['id'], body);
        const paper = letter && ({ died: 'letterDied', outdated: 'letterOutdated' } as const)[letter];
        const note = linkDied ? 'linkDied' : (paper ?? 'saved');
        return { redirect: `${list}/${params['id']}?note=${note}` };
      },
    }),
    route({
      method: 'get',
      path: `${list}/:id/grants`,
      right,
      query: z.object({ note: z.string().max(20).optional().catch(undefined) }),
      handler: (context) =>
        grantsPage(deps, context as unknown as Context<AdminScope>, { note: context.query.note }),
    }),
    route({
      method: 'post',
      path: `${list}/:id/grants`,
      right,
      body: grantsForm,
      again: { labels: {}, show: (context, refused) => grantsPage(deps, context, { refused }) },
      async handler(context) {
        const { body, params, actor, tree } = context;
        // A whole column was marked: nothing is saved yet.
        if (body.all) return grantsPage(deps, context as unknown as Context<AdminScope>, { all: body.all });
        await changeGrants(deps, { actor, tree }, params['id'], body);
        // Whoever took the last grant of their own areas does not see the person any more.
        const still = await requirePerson(deps.db, { actor, tree }, params['id']).catch(() => undefined);
        return { redirect: still ? `${list}/${still.id}?note=grants` : `${list}?note=gone` };
      },
    }),
  ];
}
