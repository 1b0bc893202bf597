import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { adoptAccount, type AdoptDeps, candidate } from './adopt.service.ts';

const route = routesFor<AdminScope, Action>();
const right = 'network.manage';
const page = '/admin/adopt';
const name = z
  .string()
  .transform((text) => text.normalize('NFC').trim().replace(/\s+/g, ' '))
  .pipe(z.string().min(1, 'members.import.problem.required').max(120, 'members.import.problem.tooLong'));
const names = z.object({ firstName: name, lastName: name });
const labels = { firstName: 'members.adopt.field.firstName', lastName: 'members.adopt.field.lastName' };

async function search({ directory }: AdoptDeps, { t }: Context<AdminScope>, text: string): Promise<Reply> {
  const found = text ? await directory.findExact(text) : [];
  const breadcrumb = [
    { href: '/admin/deviations', text: t('members.deviation.title') },
    { text: t('members.adopt.title') },
  ];
  const rows = found.map((account) => ({ ...account, known: account.memberId !== undefined }));
  const data = { title: t('members.adopt.title'), breadcrumb, search: text, rows };
  return { view: 'members/adopt', data };
}

/** What the account is, before anything is done; its names may be missing at Keycloak and are asked for here. */
async function preview(
  deps: AdoptDeps,
  { params, t }: Context<AdminScope>,
  refused?: RefusedForm,
): Promise<Reply> {
  const { account, groups, refusal } = await candidate(deps, params['userId']);
  const field = (key: 'firstName' | 'lastName') => ({
    name: key,
    label: t(labels[key]),
    required: true,
    max: 120,
    value: refused ? firstValue(refused.values, key) : (account[key] ?? ''),
    ...(refused?.errors[key] ? { error: refused.errors[key] } : {}),
  });
  const state = t(`members.deviation.account.${account.enabled ? 'open' : 'closed'}`);
  const paths = groups.map(({ path }) => path);
  const data = {
    title: account.username,
    breadcrumb: [{ href: page, text: t('members.adopt.title') }, { text: account.username }],
    action: `${page}/${account.userId}`,
    facts: [
      { term: t('members.adopt.fact.username'), value: account.username },
      { term: t('members.adopt.fact.email'), value: account.email ?? '–' },
      { term: t('members.adopt.fact.state'), value: state },
      { term: t('members.adopt.fact.groups'), value: paths.join(', ') || t('members.adopt.fact.noGroups') },
    ],
    grouped: paths.some((path) => path.startsWith('/areas/')),
    firstName: field('firstName'),
    lastName: field('lastName'),
    fields: refused?.fields.filter(({ field: at }) => at in labels) ?? [],
    refusal: refusal ? t(`members.adopt.refused.${refusal}`) : undefined,
  };
  return { view: 'members/adopt-preview', data };
}

/** /admin/adopt: search, look, adopt; network managers only. */
export function adoptRoutes(deps: AdoptDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: page,
      right,
      query: z.object({ q: z.string().trim().max(254).catch('') }),
      handler: (context) => search(deps, context as unknown as Context<AdminScope>, context.query.q),
    }),
    route({
      method: 'get',
      path: `${page}/:userId`,
      right,
      handler: (context) => preview(deps, context as unknown as Context<AdminScope>),
    }),
    route({
      method: 'post',
      path: `${page}/:userId`,
      right,
      body: names,
      again: { labels, show: (context, refused) => preview(deps, context, refused) },
      async handler({ actor, tree, params, body }) {
        const id = await adoptAccount(deps, { actor, tree }, params['userId'], body);
        return { redirect: `/admin/members/${id}` };
      },
    }),
  ];
}
