import type { AuditActor, AuditEvent } from '../audit/event.ts';
import { record } from '../audit/audit.store.ts';
import type { Directory, OwnSignIns } from '../keycloak/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import type { RateLimit } from '../platform/rate-limit.ts';
import { unlessAway } from './away.ts';
import type { ExportFormat, KeycloakRecord, OwnExport } from './export.ts';
import { readOwnRecord } from './export.read-model.ts';
import { keycloakRecord } from './export.rules.ts';

export type ExportDeps = {
  db: Db;
  clock: Clock;
  directory: Pick<Directory & OwnSignIns, 'getUser' | 'sessionsOf' | 'passkeysOf' | 'eventsOf'>;
  /** Whether whoever asks has not fetched too often lately. */
  mayExport: RateLimit;
};

async function atKeycloak({ directory }: ExportDeps, userId: string): Promise<KeycloakRecord | null> {
  const answers = Promise.all([
    directory.getUser(userId),
    directory.sessionsOf(userId),
    directory.passkeysOf(userId),
    directory.eventsOf(userId),
  ]);
  const [account, sessions = [], passkeys = [], events = []] = (await unlessAway(answers)) ?? [];
  return account ? keycloakRecord(account, sessions, passkeys, events) : null;
}

type Wanted = { format: ExportFormat; locale: Locale };
/** Whose data; `userId` is null where there is no account yet. */
type Whose = { memberId: string; userId: string | null };
type Note = { actor: AuditActor & { memberId: string }; event: AuditEvent };

async function exportAs(
  deps: ExportDeps,
  { memberId, userId }: Whose,
  locale: Locale,
  { actor, event }: Note,
): Promise<OwnExport> {
  if (!(await deps.mayExport(actor.memberId))) throw new AppError('too_many');
  // Before anything is read, so that nobody reads unnoted.
  await record(deps.db, actor, [event]);
  const keycloak = userId === null ? null : await atKeycloak(deps, userId);
  const stored = await readOwnRecord(deps.db, memberId, locale);
  return { format: 'einlass-export', version: 1, madeAt: deps.clock(), ...stored, keycloak };
}

/**
 * Everything that is stored of this person, and a row in the log that they fetched it. Keycloak's part is missing while it is away.
 * Throws `too_many`.
 */
export function exportOwn(deps: ExportDeps, whose: Whose, { format, locale }: Wanted): Promise<OwnExport> {
  const { memberId } = whose;
  const actor = { kind: 'employee', memberId } as const;
  return exportAs(deps, whose, locale, { actor, event: { act: 'own.exported', memberId, format } });
}

/** The same for an administrator who hands it to the person; whether they may is the caller's question. */
export function exportFor(
  deps: ExportDeps,
  administrator: string,
  whose: Whose,
  { format, locale }: Wanted,
): Promise<OwnExport> {
  const actor = { kind: 'administrator', memberId: administrator } as const;
  const event = { act: 'member.exported', memberId: whose.memberId, format } as const;
  return exportAs(deps, whose, locale, { actor, event });
}
