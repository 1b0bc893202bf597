import { areaSettingsRoutes } from './access-requests/area-page.routes.ts';
import { ownRequestRoutes, requestAddress } from './access-requests/own.routes.ts';
import type { Composed } from './compose.ts';
import type { Services } from './services.ts';

/** Access requests in the web process, by the mount that their pages stand behind. */
export function accessRequests(services: Services, composed: Composed) {
  const { db, clock, config } = services;
  const { origin, invite } = composed;
  const apps = [...config.REGISTRATION_APPS, ...(config.START_APP_URL ? [config.START_APP_URL] : [])];
  const own = {
    db,
    clock,
    publicUrl: origin,
    nudgeMail: invite.nudgeMail,
    apps: apps.map((app) => new URL(app).origin),
  };
  const admin = areaSettingsRoutes({ db, origin });
  return { open: [requestAddress()], admin, own: ownRequestRoutes(own) };
}
