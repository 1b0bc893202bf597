import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { fullName } from './member.ts';
import { requirePerson } from './person-change.service.ts';
import { list, personPage, type PersonPageDeps, trail } from './person-page.ts';
import { rightsOn } from './person.rules.ts';
import { deleteForm, versionForm } from './person.schema.ts';
import { deletePerson, reactivatePerson, retryPerson, suspendPerson } from './person-state.service.ts';

const route = routesFor<AdminScope, Action>();
const right = 'grants.write';
const note = z.object({ note: z.string().max(20).optional().catch(undefined) });

async function askDelete(
  deps: PersonPageDeps,
  { actor, tree, params, t }: Context<AdminScope>,
): Promise<Reply> {
  const scope = { actor, tree };
  const person = await requirePerson(deps.db, scope, params['id']);
  if (!rightsOn(scope, person).existence) throw new AppError('forbidden');
  const title = t('members.person.delete.title', { name: fullName(person) });
  const breadcrumb = trail(t, person, t('members.person.delete.action'));
  const { id, version } = person;
  return { view: 'members/delete', data: { title, breadcrumb, person: { href: `${list}/${id}`, version } } };
}

/** A person's page and the buttons on it. */
export function personRoutes(deps: PersonPageDeps): Route<AdminScope, Action>[] {
  const again = {
    labels: {},
    show: (context: Context<AdminScope>, refused: RefusedForm) => personPage(deps, context, { refused }),
  };
  const act = (name: string, run: typeof suspendPerson, done: string) =>
    route({
      method: 'post',
      path: `${list}/:id/${name}`,
      right,
      body: versionForm,
      again,
      async handler({ body, params, actor, tree }) {
        const id = params['id'];
        await run(deps, { actor, tree }, { id, version: body.version });
        return { redirect: `${list}/${id}?note=${done}` };
      },
    });
  return [
    route({
      method: 'get',
      path: `${list}/:id`,
      right: 'members.read',
      query: note,
      handler: (context) =>
        personPage(deps, context as unknown as Context<AdminScope>, { note: context.query.note }),
    }),
    route({
      method: 'get',
      path: `${list}/:id/delete`,
      right,
      handler: (context) => askDelete(deps, context),
    }),
    act('suspend', suspendPerson, 'suspended'),
    act('reactivate', reactivatePerson, 'reactivated'),
    route({
      method: 'post',
      path: `${list}/:id/delete`,
      right,
      body: deleteForm,
      again,
      async handler({ body: { version, erase }, params, actor, tree }) {
        await deletePerson(deps, { actor, tree }, { id: params['id'], version, erase });
        return { redirect: `${list}?note=${erase ? 'erased' : 'deleted'}` };
      },
    }),
    route({
      method: 'post',
      path: `${list}/:id/retry`,
      right,
      body: z.object({ back: z.string().max(2000).optional() }),
      async handler({ params, body, actor, tree }) {
        await retryPerson(deps, { actor, tree }, params['id']);
        return { redirect: localPath(body.back, `${list}/${params['id']}?note=retried`) };
      },
    }),
  ];
}
