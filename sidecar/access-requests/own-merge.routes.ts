import { fullName } from '../members/member.ts';
import { findMember } from '../members/member.store.ts';
import type { Own, OwnRight } from '../members/own.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type AnswerDeps, answerMerge, requireMerge } from './merge-answer.service.ts';
import { mergePath, veiled } from './merge.rules.ts';
import { answerForm } from './merge.schema.ts';

const route = routesFor<Own, OwnRight>();
const path = `${mergePath}/:secret`;

/** `appUrl`: where people go whose areas name no app. */
export type OwnMergeDeps = AnswerDeps & { appUrl: string };

/** The question, or what became of it; to nobody but the one who was asked. */
async function page(deps: OwnMergeDeps, context: Context<Own>): Promise<Reply> {
  const { t, person, tree, params } = context;
  const { merge, request } = await requireMerge(deps, params['secret']);
  const title = t('access-requests.ownMerge.title');
  const name = fullName(person);
  if (merge.existing_id !== person.id)
    return { view: 'access-requests/own-merge', data: { title, standing: 'other', name } };
  const over = merge.expires_at <= deps.clock() ? 'expired' : 'open';
  const standing = merge.state === 'open' ? (request.state === 'pending' ? over : 'cancelled') : merge.state;
  const applicant = standing === 'open' ? await findMember(deps.db, merge.applicant_id) : undefined;
  const data = {
    title,
    name,
    username: person.username,
    standing: standing === 'open' && !applicant ? 'cancelled' : standing,
    area: tree.byId(request.area_id)?.name,
    applicant: applicant && {
      name: fullName(applicant),
      email: applicant.email && veiled(applicant.email),
      filedAt: request.created_at,
    },
    action: context.request.path,
    appUrl: (await startAppOf(deps.db, person.id)) ?? deps.appUrl,
  };
  return { view: 'access-requests/own-merge', data };
}

/** *Sind Sie das?*: the owner of an account says whether an applicant is the same person. */
export function ownMergeRoutes(deps: OwnMergeDeps): Route<Own, OwnRight>[] {
  return [
    route({
      method: 'get',
      path,
      right: 'own',
      secretAddress: true,
      handler: (context) => page(deps, context),
    }),
    route({
      method: 'post',
      path,
      right: 'own',
      secretAddress: true,
      body: answerForm,
      async handler({ params, person, body: { answer }, request }) {
        await answerMerge(deps, { secret: params['secret'], personId: person.id, answer });
        return { redirect: request.path };
      },
    }),
  ];
}
