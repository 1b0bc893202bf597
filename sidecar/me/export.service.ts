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
  directory: Pick<Directory & OwnSignIns, 'getUser' | 'sessionsOf' | 'passkeysOf'>;
  /** Whether this person has not fetched their data too often lately. */
  mayExport: RateLimit;
};

async function atKeycloak({ directory }: ExportDeps, userId: string): Promise<KeycloakRecord | null> {
  const answers = Promise.all([
    directory.getUser(userId),
    directory.sessionsOf(userId),
    directory.passkeysOf(userId),
  ]);
  const [account, sessions = [], passkeys = []] = (await unlessAway(answers)) ?? [];
  return account ? keycloakRecord(account, sessions, passkeys) : null;
}

/**
 * Everything that is stored of this person, and a row in the log that they fetched it. Keycloak's part is missing while it is away.
 * Throws `too_many`.
 */
export async function exportOwn(
  deps: ExportDeps,
  { memberId, userId }: { memberId: string; userId: string },
  { format, locale }: { format: ExportFormat; locale: Locale },
): Promise<OwnExport> {
  if (!(await deps.mayExport(memberId))) throw new AppError('too_many');
  // Before anything is read, so that nobody reads unnoted.
  await record(deps.db, { kind: 'employee', memberId }, [{ act: 'own.exported', memberId, format }]);
  const keycloak = await atKeycloak(deps, userId);
  const stored = await readOwnRecord(deps.db, memberId, locale);
  return { format: 'einlass-export', version: 1, madeAt: deps.clock(), ...stored, keycloak };
}
