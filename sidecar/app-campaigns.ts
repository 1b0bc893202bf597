import type { Composed } from './compose.ts';
import { lettersOfNewcomers } from './credentials/letter-ways.ts';
import { streamTable } from './imports/table-stream.ts';
import { campaignExportRoutes } from './invitations/campaign-export.routes.ts';
import { campaignNewRoutes } from './invitations/campaign-new.routes.ts';
import { campaignRoutes } from './invitations/campaign.routes.ts';
import { correctionRoutes } from './invitations/correction.routes.ts';
import type { Services } from './services.ts';

/** The pages of campaigns, with what other rooms hand to them. */
export function campaigns(services: Services, composed: Composed) {
  const { db, clock, config } = services;
  const { invite, messages, endPersonInvitations: endInvitations, nudgeAdmission: nudge } = composed;
  return [
    ...campaignNewRoutes({
      ...invite,
      ...composed.testMails,
      lettersHref: lettersOfNewcomers,
      messages,
      timeZone: config.TIME_ZONE,
    }),
    ...campaignExportRoutes({ db, streamTable }),
    ...campaignRoutes({ db, clock, nudgeEnding: invite.nudgePasswordMail }),
    ...correctionRoutes({ ...invite, person: { endInvitations, nudge } }),
  ];
}
