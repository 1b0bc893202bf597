import { z } from 'zod';
import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { paging } from '../platform/http/paging.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { readBatchCounts } from '../mail/batch.store.ts';
import * as life from './campaign-life.service.ts';
import { campaignPage, campaignsPath, type Shown } from './campaign-page.ts';
import { listCampaigns } from './campaign.read-model.ts';
import { campaignLabels, campaignQuery, pageNumber, settingsForm } from './campaign.schema.ts';

const route = routesFor<AdminScope, Action>();
const right = 'members.invite';
const pageSize = 25;
const everybody = campaignQuery.parse({});

async function listPage(
  { db }: { db: Db },
  { actor, tree, t, url }: Context<AdminScope>,
  asked: number,
): Promise<Reply> {
  const { rows, total, page } = await listCampaigns(db, life.readerOf({ actor, tree }), asked, pageSize);
  const campaigns = rows.map((row) => ({ ...row, href: `${campaignsPath}/${row.id}` }));
  const pages = total > pageSize ? { paging: paging(url, page, total, pageSize) } : {};
  const data = {
    title: t('invitations.campaigns.title'),
    rows: campaigns,
    newHref: `${campaignsPath}/new`,
    ...pages,
  };
  return { view: 'invitations/campaigns', data };
}

/** Names how many mails will not leave before anybody presses. */
async function cancelPage(
  { db }: { db: Db },
  { actor, tree, params, t, locale }: Context<AdminScope>,
): Promise<Reply> {
  const campaign = await life.requireCampaign(db, { actor, tree }, params['id']);
  const { queued, sent } = await readBatchCounts(db, campaign.id, 'invitation');
  const href = `${campaignsPath}/${campaign.id}`;
  const over = campaign.state === 'done' || campaign.state === 'cancelled';
  if (over) return { redirect: href };
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    campaign.startsAt,
  );
  const name = t('invitations.campaign.title', { date });
  const title = t('invitations.campaignCancel.title');
  const breadcrumb = [
    { href: campaignsPath, text: t('invitations.campaigns.title') },
    { href, text: name },
    { text: title },
  ];
  return { view: 'invitations/campaign-cancel', data: { title, breadcrumb, name, href, queued, sent } };
}

/** The buttons of a campaign; where somebody was faster, the page says so and shows how it stands now. */
function actRoutes(deps: life.CampaignActDeps): Route<AdminScope, Action>[] {
  const shown = (context: Context<AdminScope>, how: Shown) =>
    campaignPage(deps, context, context.params['id'], everybody, how);
  const again = {
    labels: campaignLabels,
    show: (context: Context<AdminScope>, refused: NonNullable<Shown['refused']>) =>
      shown(context, { refused }),
  };
  const acts = { pause: life.pauseCampaign, resume: life.resumeCampaign, cancel: life.cancelCampaign };
  const buttons = Object.entries(acts).map(([name, act]) =>
    route({
      method: 'post',
      path: `${campaignsPath}/:id/${name}`,
      right,
      again,
      async handler({ actor, tree, params }) {
        await act(deps, { actor, tree }, params['id']);
        return { redirect: `${campaignsPath}/${params['id']}` };
      },
    }),
  );
  return [
    ...buttons,
    route({
      method: 'post',
      path: `${campaignsPath}/:id/settings`,
      right,
      body: settingsForm,
      again,
      async handler({ actor, tree, params, body }) {
        await life.changeCampaign(deps, { actor, tree }, params['id'], body);
        return { redirect: `${campaignsPath}/${params['id']}` };
      },
    }),
  ];
}

/** The list of campaigns and the page of each. */
export function campaignRoutes(deps: life.CampaignActDeps): Route<AdminScope, Action>[] {
  return [
    route({
      method: 'get',
      path: campaignsPath,
      right,
      query: z.object({ page: pageNumber }),
      handler: (context) => listPage(deps, context as unknown as Context<AdminScope>, context.query.page),
    }),
    route({
      method: 'get',
      path: `${campaignsPath}/:id`,
      right,
      query: campaignQuery,
      handler: (context) =>
        campaignPage(deps, context as unknown as Context<AdminScope>, context.params['id'], context.query),
    }),
    route({
      method: 'get',
      path: `${campaignsPath}/:id/cancel`,
      right,
      handler: (context) => cancelPage(deps, context),
    }),
    ...actRoutes(deps),
  ];
}
