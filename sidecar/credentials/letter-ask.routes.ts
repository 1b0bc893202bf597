import { randomUUID } from 'node:crypto';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { tally } from './letter-candidate.rules.ts';
import { candidates } from './letter-candidates.read-model.ts';
import { handOutMany, mostLetters, printMany } from './letter-many.service.ts';
import { type Ask, askForm, type LetterAct, startForm } from './letter.schema.ts';
import type { LetterDeps } from './letter.service.ts';

const route = routesFor<AdminScope, Action>();
export const right = 'grants.write';
export const list = '/admin/letters';
export const printsPath = `${list}/prints`;
const actions: Readonly<Record<LetterAct, string>> = { print: printsPath, handOut: `${list}/handed-out` };

/** Where the selection was made, with its filters. */
function backTo({ from, list: query, print }: Ask): string {
  if (print) return `${printsPath}/${print}`;
  const path = from === 'members' ? '/admin/members' : list;
  return query ? `${path}?${query}` : path;
}

/** The page that says how many letters an act means, whom it leaves out, and that a password on paper dies by a new print. */
async function askPage(
  { db }: Pick<LetterDeps, 'db'>,
  { actor, tree, t, locale }: Context<AdminScope>,
  ask: Ask,
  refused?: RefusedForm,
): Promise<Reply> {
  const people = await candidates(db, { actor, tree }, t, ask);
  const { applies, again, leftOut } = tally(ask.act, people);
  const number = new Intl.NumberFormat(locale).format(applies);
  const title = t(`credentials.ask.${ask.act}.title`);
  const tooMany = ask.act === 'print' && applies > mostLetters;
  const data = {
    title,
    breadcrumb: [{ href: list, text: t('credentials.list.pageTitle') }, { text: title }],
    ask: { ...ask, print: ask.print ?? '', people: people.length, action: actions[ask.act] },
    back: backTo(ask),
    changed: refused?.fields.map(({ message }) => message).join(' '),
    applies,
    again,
    skips: people.length - applies,
    leftOut,
    tooMany: tooMany ? { most: mostLetters } : undefined,
    possible: applies > 0 && !tooMany,
    confirm: t(`credentials.ask.${ask.act}.confirm`, { count: applies, number }),
    formKey: randomUUID(),
  };
  return { view: 'credentials/ask', data };
}

/** Acts on many letters: the page that asks, *Briefe drucken*, *Als ausgehändigt abhaken*. */
export function letterAskRoutes(deps: LetterDeps): Route<AdminScope, Action>[] {
  const again = (act: LetterAct) => ({
    labels: {},
    show: (context: Context<AdminScope>, refused: RefusedForm) =>
      askPage(deps, context, { ...askForm.parse(context.request.body ?? {}), act }, refused),
  });
  return [
    route({
      method: 'get',
      path: `${list}/ask`,
      right,
      query: askForm,
      handler: (context) => askPage(deps, context as unknown as Context<AdminScope>, context.query),
    }),
    route({
      method: 'post',
      path: actions.print,
      right,
      body: startForm,
      again: again('print'),
      async handler({ body, actor, tree, t }) {
        const id = await printMany(deps, { actor, tree }, t, body);
        return { redirect: `${printsPath}/${id}` };
      },
    }),
    route({
      method: 'post',
      path: actions.handOut,
      right,
      body: startForm,
      again: again('handOut'),
      async handler({ body, actor, tree, t }) {
        const count = await handOutMany(deps, { actor, tree }, t, body);
        return { redirect: `${list}?note=handedOut&count=${count}` };
      },
    }),
  ];
}
