import { decidedRequests, asking } from './access-requests/forget.store.ts';
import { endedLinks, keptLinks } from './access-links/forget.store.ts';
import { openErasure } from './app-erasure.ts';
import { auditRows } from './audit/forget.store.ts';
import type { Composed } from './compose.ts';
import { endedLetters, lettered } from './credentials/forget.store.ts';
import { unusedRecords } from './criteria/forget.store.ts';
import { endedImports } from './imports/forget-ended.store.ts';
import { endedCampaigns, endedInvitations, keptInvitations } from './invitations/forget.store.ts';
import { invited, lastCall } from './invitations/last-call.service.ts';
import { endedMessages } from './mail/forget.store.ts';
import { decidedDeviations, deletedPeople, endedBulkActs } from './members/forget.store.ts';
import { neverActivated } from './members/never-activated.service.ts';
import { endedRegistrations, registering } from './registration/forget.store.ts';
import { type Forgettings, type RunDeps } from './retention/run.service.ts';
import type { Services } from './services.ts';

/** What each room forgets. */
function forgettings(services: Services, { invite, targets, endPersonInvitations }: Composed): Forgettings {
  const { erase } = openErasure(services);
  return {
    neverActivated: neverActivated({
      endInvitations: endPersonInvitations,
      waysIn: [invited, lettered, asking, registering],
      lastCall: (trx, memberId, validDays) => lastCall(invite, trx, memberId, validDays),
    }),
    deletedPeople: deletedPeople((trx, memberId) =>
      erase(trx, memberId, { actor: { kind: 'system' }, origin: 'retention' }),
    ),
    registrations: endedRegistrations,
    requests: decidedRequests,
    unusedCriteria: unusedRecords,
    accessLinks: endedLinks,
    messages: endedMessages([keptInvitations, keptLinks]),
    invitations: endedInvitations,
    campaigns: endedCampaigns,
    letters: endedLetters,
    imports: endedImports(targets),
    bulkActs: endedBulkActs,
    deviations: decidedDeviations,
    audit: auditRows,
  };
}

/** What the nights, the page and the command need. */
export function retention(services: Services, composed: Composed): RunDeps & { hour: number } {
  const { db, clock, log, config } = services;
  return {
    db,
    clock,
    log,
    leaseSeconds: config.LEASE_SECONDS,
    hour: config.RETENTION_HOUR,
    forgettings: forgettings(services, composed),
  };
}
