import type { Facts, Field } from '../areas/field.ts';
import type { Account, AccountEvent, AccountSession, Passkey } from '../keycloak/port.ts';
import type { Locale } from '../platform/i18n.ts';
import type { KeycloakRecord, NamedFact } from './export.ts';

/** Facts in the order and by the names of the network's fields; those of fields that are gone come last, by their keys. */
export function namedFacts(fields: readonly Field[], facts: Facts | null, locale: Locale): NamedFact[] {
  const known = fields.flatMap(({ key, name }) => {
    const value = facts?.[key];
    return value === undefined ? [] : [{ key, name: name[locale], value }];
  });
  const gone = Object.entries(facts ?? {}).filter(([key]) => !fields.some((field) => field.key === key));
  return [...known, ...gone.map(([key, value]) => ({ key, name: key, value }))];
}

/** What a row of the log says besides its act: codes and counts. Ids lead to other rows and to other people. */
const toldOfLog = [
  'fields',
  'role',
  'from',
  'origin',
  'way',
  'ending',
  'what',
  'kind',
  'endsAt',
  'format',
  'sessions',
];

export const toldDetails = (details: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(details).filter(([name]) => toldOfLog.includes(name)));

/** Keycloak's part, without its ids. */
export function keycloakRecord(
  { userId: _userId, memberId: _memberId, ...account }: Account,
  sessions: readonly AccountSession[],
  passkeys: readonly Passkey[],
  events: readonly AccountEvent[],
): KeycloakRecord {
  return { ...account, sessions: sessions.map(({ sid: _sid, ...session }) => session), passkeys, events };
}
