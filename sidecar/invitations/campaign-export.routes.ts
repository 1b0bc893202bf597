import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Translate } from '../platform/i18n.ts';
import type { z } from 'zod';
import { readerOf, requireCampaign } from './campaign-life.service.ts';
import { campaignsPath } from './campaign-page.ts';
import { type CampaignPerson, everybody } from './campaign-people.read-model.ts';
import { told } from './told.rules.ts';
import { peopleQuery } from './campaign.schema.ts';
import type { CampaignReader } from './campaign.store.ts';
import {
  type StreamTable,
  type TableFormat,
  type TableRows,
  tableTypes,
} from '../platform/http/table-types.ts';

export type CampaignExportDeps = {
  db: Db;
  streamTable: StreamTable;
};
type Asked = z.output<typeof peopleQuery>;

const route = routesFor<AdminScope, Action>();
const columns = [
  'name',
  'email',
  'message',
  'response',
  'invitation',
  'opened',
  'reminders',
  'again',
] as const;
const batchSize = 500;

function cells(t: Translate, row: CampaignPerson): string[] {
  const message = (state: string) => t(`invitations.campaign.message.${state}`);
  const invitation = t(`invitations.campaign.invitation.${row.accepted ? 'accepted' : row.invitationState}`);
  return [
    row.name ?? '',
    row.email ?? '',
    message(row.messageState),
    row.response ?? '',
    invitation,
    row.opened ? t('invitations.campaign.opened') : '',
    String(row.reminders),
    row.againState
      ? [message(row.againState), row.againEmail, row.againResponse].filter(Boolean).join('; ')
      : '',
  ];
}

/** Read some at a time: a file of many people holds no connection while it is downloaded. */
async function* batches(db: Db, t: Translate, reader: CampaignReader, id: string, asked: Asked): TableRows {
  yield [columns.map((column) => t(`invitations.campaign.columns.${column}`))];
  for await (const people of everybody(db, reader, id, asked, batchSize))
    yield people.map((person) => cells(t, told(t, person)));
}

async function exported(
  { db, streamTable }: CampaignExportDeps,
  { tree, actor, query, params, t }: Context<AdminScope, unknown, Asked>,
  format: TableFormat,
): Promise<Reply> {
  const scope = { tree, actor };
  const { id } = await requireCampaign(db, scope, params['id']);
  const title = t('invitations.campaigns.title');
  const chunks = streamTable(title, batches(db, t, readerOf(scope), id, query), format);
  return { chunks, fileName: `${title}.${format}`, contentType: tableTypes[format] };
}

/** The people of a campaign as its page shows them with this filter. */
export function campaignExportRoutes(deps: CampaignExportDeps): Route<AdminScope, Action>[] {
  return (['xlsx', 'csv'] as const).map((format) =>
    route({
      method: 'get',
      path: `${campaignsPath}/:id/export.${format}`,
      right: 'members.invite',
      query: peopleQuery,
      handler: (context) => exported(deps, context as never, format),
    }),
  );
}
