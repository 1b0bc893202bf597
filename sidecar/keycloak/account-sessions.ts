import { type Call, undefinedIfGone } from './calls.ts';
import type { OwnSignIns } from './port.ts';

const passkey = 'webauthn-passwordless';

/** Sessions and passkeys of single accounts. */
export function openAccountSessions(call: Call): OwnSignIns {
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
    async passkeysOf(id) {
      const rows = (await undefinedIfGone(call((admin) => admin.users.getCredentials({ id })))) ?? [];
      return rows
        .filter(({ type }) => type === passkey)
        .map(({ userLabel, createdDate = 0 }) => ({ label: userLabel ?? '', madeAt: new Date(createdDate) }));
    },
  };
}
