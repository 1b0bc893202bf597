import { z } from 'zod';
import { type Action, areasFor, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MessageRenderer } from '../mail/render.ts';
import { AppError } from '../platform/errors.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type Locale, locales, type Translate } from '../platform/i18n.ts';
import { readCampaign, readCampaignRows } from './campaign.read-model.ts';
import { languageCounts, sortCandidates } from './candidates.rules.ts';
import { type Candidate, countInvited, newlyCreated } from './candidates.store.ts';
import { inviteAllNew } from './invite-all.service.ts';
import type { InviteDeps } from './issue.service.ts';
import { sampleFor } from './sample.rules.ts';

export type CampaignDeps = InviteDeps & {
  messages: Pick<MessageRenderer, 'renderSample'>;
  /** The page where people without an address get letters. */
  lettersHref: string;
};

const route = routesFor<AdminScope, Action>();
const right = 'members.invite';
const pageSize = 50;
const locale = z.enum(locales).optional();
/** Mail HTML needs its own styles; nothing else may happen inside the frame. */
const samplePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

async function candidatesOf(deps: CampaignDeps, { actor, tree }: AdminScope) {
  const areaIds = areasFor(tree, actor, right);
  const sorted = sortCandidates(tree, actor, await newlyCreated(deps.db, areaIds));
  return { ...sorted, alreadyInvited: await countInvited(deps.db, areaIds) };
}

/** The mail as one of those people will get it; a made-up person where nobody is left. */
function sampleOf(deps: CampaignDeps, scope: AdminScope, person: Candidate | undefined, shown: Locale) {
  const sample = sampleFor(deps, scope.tree, person, deps.clock());
  return deps.messages.renderSample(deps.db, 'invitation', { ...sample, locale: shown });
}

async function preview(
  deps: CampaignDeps,
  scope: AdminScope,
  t: Translate,
  shown: Locale | undefined,
  own: Locale,
): Promise<Reply> {
  const { invitable, alreadyInvited, ...others } = await candidatesOf(deps, scope);
  const languages = languageCounts(invitable);
  const sampleLocale = shown ?? languages[0]?.locale ?? own;
  const person = invitable.find((candidate) => candidate.locale === sampleLocale) ?? invitable[0];
  const { subject, text } = await sampleOf(deps, scope, person, sampleLocale);
  const data = {
    title: t('invitations.campaignNew.title'),
    counts: { withMail: invitable.length, alreadyInvited, ...others },
    languages,
    sample: {
      locale: sampleLocale,
      subject,
      text,
      frameUrl: `/admin/campaigns/sample?locale=${sampleLocale}`,
    },
    canStart: invitable.length > 0,
    lettersHref: others.withoutMail > 0 ? deps.lettersHref : undefined,
  };
  return { view: 'invitations/campaign-new', data };
}

/** Own campaigns, and for network managers all; any other id answers like an unknown one. */
async function show(
  deps: CampaignDeps,
  { actor, tree, params, url, t, locale: own }: Context<AdminScope>,
  asked: number,
): Promise<Reply> {
  const id = params['id'] ?? '';
  const campaign = z.uuid().safeParse(id).success ? await readCampaign(deps.db, id) : undefined;
  const all = tree.network !== undefined && can(tree, actor, 'network.manage', tree.network.id);
  if (!campaign || (!all && campaign.createdBy !== actor.memberId)) throw new AppError('not_found');
  const { counts, createdAt } = campaign;
  const pages = paging(url, asked, counts.total, pageSize);
  const rows = await readCampaignRows(deps.db, id, pages.page, pageSize);
  const date = new Intl.DateTimeFormat(own, { dateStyle: 'medium', timeStyle: 'short' }).format(createdAt);
  const title = t('invitations.campaign.title', { date });
  const running = campaign.state === 'running' ? { refreshSeconds: 3 } : {};
  const more = counts.total > pageSize ? { paging: pages } : {};
  return { view: 'invitations/campaign', data: { title, campaign, counts, rows, ...running, ...more } };
}

/** *Alle neu angelegten Benutzer einladen*: look first, then start, then watch. */
export function campaignRoutes(deps: CampaignDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: '/admin/campaigns/new',
      right,
      query: z.object({ locale }),
      handler: ({ actor, tree, query, t, locale: own }) =>
        preview(deps, { actor, tree }, t, query.locale, own),
    }),
    route({
      method: 'get',
      path: '/admin/campaigns/sample',
      right,
      query: z.object({ locale }),
      async handler({ actor, tree, query, locale: own }) {
        const scope = { actor, tree };
        const { invitable } = await candidatesOf(deps, scope);
        const shown = query.locale ?? own;
        const person = invitable.find((candidate) => candidate.locale === shown) ?? invitable[0];
        const { html } = await sampleOf(deps, scope, person, shown);
        return { html, headers: { 'content-security-policy': samplePolicy } };
      },
    }),
    route({
      method: 'post',
      path: '/admin/campaigns',
      right,
      async handler({ actor, tree }) {
        const id = await inviteAllNew(deps, { actor, tree });
        return { redirect: id ? `/admin/campaigns/${id}` : '/admin/campaigns/new' };
      },
    }),
    route({
      method: 'get',
      path: '/admin/campaigns/:id',
      right,
      query: z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) }),
      handler: (context) => show(deps, context as unknown as Context<AdminScope>, context.query.page),
    }),
  ];
}
