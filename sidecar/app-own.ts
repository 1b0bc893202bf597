import { beginAction, signedInUser } from './admin-ui/sign-in.routes.ts';
import { readNetworkSettings } from './areas/network-settings.store.ts';
import type { Composed } from './compose.ts';
import type { RelyingParty } from './keycloak/relying-party.ts';
import { type PersonExportDeps, personExportRoutes } from './me/person-export.routes.ts';
import { ownPages } from './me/own-all.routes.ts';
import { passkeysWorkAt } from './me/passkey.rules.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import type { Services } from './services.ts';

/** The pages of one's own account, with what other rooms hand to them; `party` is the sign-in of /me. */
export function ownAccount(services: Services, composed: Composed, party: RelyingParty) {
  const { config, db, clock, directory, redis, log, issuer } = services;
  const { settingsDefaults, nudgeAdmission: nudge } = composed;
  return ownPages({
    db,
    clock,
    directory,
    nudge,
    signedInUser,
    passkeys: passkeysWorkAt(config.KEYCLOAK_URL),
    accountUrl: `${issuer}/account/account-security/signing-in`,
    currentSid: (request) => request.session?.person?.sid,
    beginAction: (context, action) => beginAction(party, context, action, '/me'),
    settings: () => readNetworkSettings(db, settingsDefaults),
    mayExport: openRateLimit(
      redis,
      { prefix: `${config.REDIS_PREFIX}:own-export`, points: 10, seconds: 3600 },
      log,
    ),
  });
}

/** The same data of others, for administrators. */
export function personExport(services: Services, { settingsDefaults }: Composed) {
  const { config, db, clock, directory, redis, log } = services;
  const deps: PersonExportDeps = {
    db,
    clock,
    directory,
    settings: () => readNetworkSettings(db, settingsDefaults),
    mayExport: openRateLimit(
      redis,
      { prefix: `${config.REDIS_PREFIX}:person-export`, points: 60, seconds: 3600 },
      log,
    ),
  };
  return personExportRoutes(deps);
}
