import { type Call, undefinedIfGone } from './calls.ts';
import type { Admin } from './admin-client.ts';
import type { AccountEvent, OwnSignIns } from './port.ts';

const passkey = 'webauthn-passwordless';

type AdminEventQuery = NonNullable<Parameters<Admin['realms']['findAdminEvents']>[0]>;
const most = 500;

/** What people and their apps did, and what administrators did to the account; reading needs the role `view-events`. */
async function readEvents(call: Call, realm: string, user: string): Promise<AccountEvent[]> {
  // The client's types know no limit here.
  const admins = { realm, resourcePath: `users/${user}*`, max: most } as unknown as AdminEventQuery;
  const [own, acts] = await Promise.all([
    call((admin) => admin.realms.findEvents({ realm, user, max: most })),
    call((admin) => admin.realms.findAdminEvents(admins)),
  ]);
  return [
    ...own.map(({ time = 0, type = '', ipAddress, clientId }) => ({
      at: new Date(time),
      what: String(type),
      ip: ipAddress ?? null,
      app: clientId ?? null,
    })),
    ...acts.map(({ time = 0, operationType = '', resourceType = '', resourcePath = '' }) => ({
      at: new Date(time),
      // with the part of the account: the removal of a password is also a DELETE of type USER, and no deleted account
      what: [operationType, resourceType, resourcePath.split('/')[2]].filter(Boolean).join(' '),
      ip: null,
      app: null,
    })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** Sessions, passkeys and kept events of single accounts. */
export function openAccountSessions(call: Call, realm: string): OwnSignIns {
  return {
    async sessionsOf(id) {
      const rows = (await undefinedIfGone(call((admin) => admin.users.listSessions({ id })))) ?? [];
      return rows.map(
        ({ id: sid = '', ipAddress: ip = '', start = 0, lastAccess = start, clients = {} }) => ({
          sid,
          ip,
          startedAt: new Date(start),
          seenAt: new Date(lastAccess),
          apps: Object.values(clients).map(String),
        }),
      );
    },
    eventsOf: (id) => readEvents(call, realm, id),
    async passkeysOf(id) {
      const rows = (await undefinedIfGone(call((admin) => admin.users.getCredentials({ id })))) ?? [];
      return rows
        .filter(({ type }) => type === passkey)
        .map(({ userLabel, createdDate = 0 }) => ({ label: userLabel ?? '', madeAt: new Date(createdDate) }));
    },
  };
}
