import { areaSettingsRoutes } from './access-requests/area-page.routes.ts';
import { candidatesOf } from './access-requests/candidates.service.ts';
import { inboxExportRoutes } from './access-requests/inbox-export.routes.ts';
import { countWaiting } from './access-requests/inbox.read-model.ts';
import { inboxRoutes } from './access-requests/inbox.routes.ts';
import { mergeRoutes } from './access-requests/merge.routes.ts';
import { ownMergeRoutes } from './access-requests/own-merge.routes.ts';
import { ownRequestRoutes, requestAddress } from './access-requests/own.routes.ts';
import { requestRoutes } from './access-requests/request.routes.ts';
import { selectedRoutes } from './access-requests/selected.routes.ts';
import type { AdminScope } from './areas/scope.ts';
import type { Composed } from './compose.ts';
import { recordsLike } from './criteria/candidates.service.ts';
import { useRecordFor } from './criteria/use-record.service.ts';
import { streamTable } from './imports/table-stream.ts';
import type { Services } from './services.ts';

/** Access requests in the web process, by the mount that their pages stand behind. */
export function accessRequests(services: Services, composed: Composed) {
  const { db, clock, config, keys } = services;
  const {
    origin,
    invite,
    messages,
    nudgeAdmission,
    scopeOf,
    endPersonInvitations: endInvitations,
  } = composed;
  const { nudgeMail } = invite;
  const apps = [...config.REGISTRATION_APPS, ...(config.START_APP_URL ? [config.START_APP_URL] : [])];
  const own = { db, clock, publicUrl: origin, nudgeMail, apps: apps.map((app) => new URL(app).origin) };
  const records = { db, clock, ring: keys.ring };
  const decide = { db, clock, publicUrl: origin, nudgeMail, nudgeAdmission, useRecord: useRecordFor };
  const merge = {
    ...decide,
    ring: keys.ring,
    endInvitations,
    scopeOf,
    appUrl: config.START_APP_URL ?? origin,
  };
  const candidates: Parameters<typeof requestRoutes>[0]['candidates'] = (viewer, asked) =>
    candidatesOf({ db, findRecords: (...wanted) => recordsLike(records, ...wanted) }, viewer, asked);
  return {
    open: [requestAddress()],
    own: [...ownRequestRoutes(own), ...ownMergeRoutes(merge)],
    admin: [
      ...inboxRoutes({ db, clock }),
      ...inboxExportRoutes({ db, streamTable }),
      ...selectedRoutes({ ...decide, messages }),
      ...requestRoutes({ ...decide, candidates }),
      ...mergeRoutes(merge),
      ...areaSettingsRoutes({ db, origin }),
    ],
    /** For the navigation of each of the managers' pages. */
    waiting: async (scope: AdminScope) => ({ requests: await countWaiting(db, scope) }),
  };
}
