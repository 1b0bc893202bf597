import { AppError } from '../platform/errors.ts';
import type { Call } from './calls.ts';
import type { OwnSignIns } from './port.ts';

const passkey = 'webauthn-passwordless';

async function noneOfNobody<T>(rows: Promise<T[]>): Promise<T[]> {
  try {
    return await rows;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return [];
    throw thrown;
  }
}

/** Sessions and passkeys of single accounts. */
export function openAccountSessions(call: Call): OwnSignIns {
  return {
    async sessionsOf(id) {
      const rows = await noneOfNobody(call((admin) => admin.users.listSessions({ id })));
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
      const rows = await noneOfNobody(call((admin) => admin.users.getCredentials({ id })));
      return rows
        .filter(({ type }) => type === passkey)
        .map(({ userLabel, createdDate = 0 }) => ({ label: userLabel ?? '', madeAt: new Date(createdDate) }));
    },
  };
}
