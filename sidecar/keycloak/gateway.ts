import { sidecarClient } from '../../realm-config/clients.ts';
import { openAccounts } from './accounts.ts';
import { openAccountSessions } from './account-sessions.ts';
import { openCalls } from './calls.ts';
import { openCreateUser } from './create-user.ts';
import { openEventFeed } from './event-feed.ts';
import { openLinks } from './links.ts';
import { openObserver } from './observer.ts';
import type { Seen } from './load.ts';
import type { Observer } from './observer.port.ts';
import type { Directory, OwnSignIns } from './port.ts';
import { openPasswords } from './passwords.ts';
import { openRoleGroupPlace } from './role-group-place.ts';
import { openRoleGroups } from './role-groups.ts';
import { openTokenSource, signedAssertion } from './service-token.ts';
import type { SigningKey } from './service-token.ts';

export type GatewayOptions = {
  /** Address at which the sidecar reaches Keycloak (may differ from the public one). */
  url: string;
  realm: string;
  /** The realm's public issuer, as its discovery document states it: audience of our client assertion. */
  issuer: string;
  /** Current ES256 key of the sidecar's JWKS; asked for at each new token. */
  currentKey: () => SigningKey;
  clientId?: string;
  /** Limit of one call, default 10 s. */
  limitMs?: number;
  /** Told how each call went, for the limit of load. */
  observe?: (seen: Seen) => void;
  now?: () => Date;
};

const usualLimitMs = 10_000;

/** The realm as seen by admission, through the sidecar's own service account (`manage-users`, `view-events`, `view-realm`). */
export function openGateway(options: GatewayOptions): Directory & Observer & OwnSignIns {
  const { realm, issuer, currentKey, clientId = sidecarClient, limitMs = usualLimitMs, observe } = options;
  const url = options.url.replace(/\/$/, '');
  const tokens = openTokenSource({
    issuer,
    tokenUrl: `${url}/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`,
    clientId,
    clientAuth: signedAssertion(currentKey),
    limitMs,
    ...(options.now ? { now: options.now } : {}),
  });
  const call = openCalls({ url, realm, tokens, limitMs, ...(observe ? { observe } : {}) });
  const accounts = openAccounts(call, realm);
  const groups = openRoleGroups(call, realm);
  const links = openLinks(call, accounts.findByFederatedSubject);
  const createUser = openCreateUser(call, { ...accounts, ...groups, ...links });
  const feed = openEventFeed(call, realm, clientId);
  const observer = { ...feed, ...openObserver(call, feed.ownUserId), ...openRoleGroupPlace(call, realm) };
  const passwords = openPasswords(call, realm);
  const signIns = openAccountSessions(call, realm);
  return { ...accounts, ...signIns, ...passwords, ...groups, ...links, ...observer, createUser };
}
