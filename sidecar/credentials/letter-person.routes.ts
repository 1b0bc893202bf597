import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { fullName, neverIn } from '../members/member.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { printsPath, right } from './letter-ask.routes.ts';
import { buttonsFor } from './letter-box.ts';
import { letterOfMember } from './letter.read-model.ts';
import { isOpen } from './letter.rules.ts';
import { printForm, showForm } from './letter.schema.ts';
import type { LetterDeps } from './letter.service.ts';
import { printOne, requireAddressee } from './letter-one.service.ts';
import { shownPassword } from './shown-password.ts';

const route = routesFor<AdminScope, Action>();
const path = '/admin/members/:id/letter';
const acts = ['print', 'show'] as const;
type Act = (typeof acts)[number];
const asked = z.object({ act: z.enum(acts).catch('print') });

/** What the act does to this person, before it happens: which password dies, and that the sessions end. */
async function askPage(
  deps: LetterDeps,
  { actor, tree, t, params }: Context<AdminScope>,
  act: Act,
  refused?: RefusedForm,
): Promise<Reply> {
  const person = await requireAddressee(deps, { actor, tree }, params['id']);
  const letter = await letterOfMember(deps.db, person.id);
  const buttons = buttonsFor(person, letter);
  const dies = !neverIn(person.state) ? 'own' : letter && isOpen(letter) && buttons.asks ? 'letter' : 'none';
  const name = fullName(person);
  const title = t(`credentials.askOne.${act}.title`, { name });
  const href = `/admin/members/${person.id}`;
  const data = {
    title,
    breadcrumb: [
      { href: '/admin/members', text: t('members.list.title') },
      { href, text: name },
      { text: t(`credentials.person.${act}`) },
    ],
    changed: refused?.fields.map(({ message }) => message).join(' '),
    text: t(`credentials.askOne.dies.${dies}`),
    printing: act === 'print',
    action: `${href}/letter/${act}`,
    href,
    name,
    ...buttons,
  };
  return { view: 'credentials/ask-one', data };
}

/** The buttons of the box *Zugangsbrief* on a person's page, and the page that asks first. */
export function letterPersonRoutes(deps: LetterDeps): Route<AdminScope, Action>[] {
  const again = (act: Act) => ({
    labels: {},
    show: (context: Context<AdminScope>, refused: RefusedForm) => askPage(deps, context, act, refused),
  });
  return [
    route({
      method: 'get',
      path,
      right,
      query: asked,
      handler: (context) => askPage(deps, context as unknown as Context<AdminScope>, context.query.act),
    }),
    route({
      method: 'post',
      path: `${path}/print`,
      right,
      body: printForm,
      again: again('print'),
      async handler({ body, params, actor, tree }) {
        const { formKey, seen, letterId, generation } = body;
        const keep = letterId && generation ? { letterId, generation } : undefined;
        const id = await printOne(deps, { actor, tree }, params['id'], { printId: formKey, seen, keep });
        const back = localPath(body.back, '');
        return { redirect: `${printsPath}/${id}${back && `?back=${encodeURIComponent(back)}`}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/show`,
      right,
      body: showForm,
      again: again('show'),
      async handler({ body, ...context }) {
        const { actor, tree, params, t } = context;
        const person = await requireAddressee(deps, { actor, tree }, params['id']);
        const waysOn = [{ href: `/admin/members/${person.id}`, text: t('credentials.shown.toPerson') }];
        return shownPassword(deps, context, { memberId: person.id, seen: body.seen, made: false, waysOn });
      },
    }),
  ];
}
