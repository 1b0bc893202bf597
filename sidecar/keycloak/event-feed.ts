import { bulkClient } from '../../realm-config/clients.ts';
import { AppError } from '../platform/errors.ts';
import type { Admin } from './admin-client.ts';
import type { Call } from './calls.ts';
import {
  adminQueries,
  changeOfAdminEvent,
  changeOfUserEvent,
  type KeycloakChange,
  userEventTypes,
} from './event-feed.rules.ts';
import type { Observer } from './observer.port.ts';

type EventQuery = NonNullable<Parameters<Admin['realms']['findEvents']>[0]>;
type AdminEventQuery = NonNullable<Parameters<Admin['realms']['findAdminEvents']>[0]>;

const pageSize = 500;
const believedMs = 60_000;

/** Pages through a log that only grows at its end; rows purged meanwhile shift a page, which the caller's overlap covers. */
async function allPages<T>(read: (first: number) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (;;) {
    const page = await read(rows.length);
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}

/** Reads Keycloak's two event logs (role `view-events`); the service account's own calls are left out. */
export function openEventFeed(
  call: Call,
  realm: string,
  clientId: string,
): Pick<Observer, 'changesSince' | 'touchedByConsole' | 'ownUserId'> {
  let known: string | undefined;
  let own: { ids: Promise<ReadonlySet<string>>; until: number } | undefined;

  /** Also the bulk lane's service account, which comes and goes; its accounts are in our rows like those of the careful lane. */
  function ownUserIds(): Promise<ReadonlySet<string>> {
    if (own && performance.now() < own.until) return own.ids;
    const names = [clientId, bulkClient].map((name) => `service-account-${name}`);
    const ids = Promise.all(
      names.map((username) => call((admin) => admin.users.find({ username, exact: true, max: 1 }))),
    ).then((found) => new Set(found.flatMap(([account]) => account?.id ?? [])));
    own = { ids, until: performance.now() + believedMs };
    ids.catch(() => {
      own = undefined;
    });
    return ids;
  }

  async function ownUserId(): Promise<string> {
    if (known) return known;
    const username = `service-account-${clientId}`;
    const [account] = await call((admin) => admin.users.find({ username, exact: true, max: 1 }));
    if (!account?.id) throw new AppError('keycloak_unavailable', { cause: new Error('no service account') });
    known = account.id;
    return known;
  }

  async function adminChanges(query: object): Promise<KeycloakChange[]> {
    const own = await ownUserIds();
    const rows = await allPages((first) => {
      // The client's types know neither the order nor lists, and want a Date where Keycloak takes milliseconds.
      const page = { realm, direction: 'asc', first, max: pageSize, ...query } as unknown as AdminEventQuery;
      return call((admin) => admin.realms.findAdminEvents(page));
    });
    return rows.flatMap((row) => changeOfAdminEvent(row, own) ?? []);
  }

  return {
    ownUserId,
    async changesSince(from) {
      const dateFrom = from.getTime();
      const events = await allPages((first) => {
        const page = { realm, dateFrom, direction: 'asc', type: [...userEventTypes], first, max: pageSize };
        return call((admin) => admin.realms.findEvents(page as unknown as EventQuery));
      });
      const people = events.flatMap((row) => changeOfUserEvent(row) ?? []);
      const byConsole = [];
      for (const query of adminQueries) byConsole.push(...(await adminChanges({ dateFrom, ...query })));
      return [...people, ...byConsole].sort((a, b) => a.at.getTime() - b.at.getTime());
    },
    async touchedByConsole(userId) {
      const found = await adminChanges({ resourcePath: `users/${userId}*` });
      return found.length > 0;
    },
  };
}
