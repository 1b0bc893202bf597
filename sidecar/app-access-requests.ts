import { ownRequestRoutes, requestAddress } from './access-requests/own.routes.ts';
import type { Composed } from './compose.ts';
import type { Services } from './services.ts';

/** Access requests in the web process, by the mount that their pages stand behind. */
export function accessRequests(services: Services, composed: Composed) {
  const { db, clock, config } = services;
  const { origin, invite } = composed;
  const own = { db, clock, publicUrl: origin, nudgeMail: invite.nudgeMail, apps: config.REGISTRATION_APPS };
  return { open: [requestAddress()], own: ownRequestRoutes(own) };
}
