import type { Db } from '../platform/db.ts';
import { isSecret, type KeyRing, lookupsOf } from '../platform/secrets.ts';
import { accountLinkOpen } from './account-link.rules.ts';
import { askInstead } from './ask-instead.service.ts';
import { begin, type Begun } from './begin.service.ts';
import type { RegistrationDeps, Visit } from './deps.ts';
import { change, type Registration } from './registration.store.ts';

type Linked = Registration & { known_member_id: string };

/** The registration whose mail carried this link, as long as it leads on. */
export async function linkedRegistration(
  { db, ring }: { db: Db; ring: KeyRing },
  secret: string,
  now: Date,
): Promise<Linked | undefined> {
  if (!isSecret(secret)) return undefined;
  const row = await db
    .selectFrom('registration')
    .selectAll()
    .where('account_lookup', 'in', lookupsOf(ring, secret))
    .executeTakeFirst();
  return row && accountLinkOpen(row, now) ? row : undefined;
}

/**
 * Goes on from the mail in whatever browser it was opened: a registration of its own with what was typed in the other one, which only
 * the owner of the account can finish. Throws `keycloak_unavailable`.
 */
export async function goOnFromMail(deps: RegistrationDeps, visit: Visit, linked: Linked): Promise<Begun> {
  const { url, attempt } = await deps.party.start({ ui_locales: visit.locale });
  const { way, area_id: areaId, access_link_id: id, access_link_generation: generation } = linked;
  const what = {
    way,
    areaId,
    ...(id === null || generation === null ? {} : { accessLink: { id, generation } }),
  };
  const { values, known_member_id } = linked;
  const login = { purpose: 'account' as const, attempt };
  const { cookies } = await begin(deps, visit, what, { own_start: true, login, values, known_member_id });
  return { url, cookies };
}

/** The owner has gone on: links of mails before this moment would only try the same once more. */
async function closeLinks(db: Db, memberId: string): Promise<void> {
  await db
    .updateTable('registration')
    .set({ values: null })
    .where('known_member_id', '=', memberId)
    .where('account_lookup', 'is not', null)
    .where('values', 'is not', null)
    .execute();
}

/** *Zugang hinzufügen*: the owner says that it is them; then it is decided as for everybody who is signed in, without facts by a request. */
export async function addToOwnAccount(
  deps: RegistrationDeps,
  row: Registration,
): Promise<string | undefined> {
  if (!row.known_member_id || row.account_member_id !== row.known_member_id) return undefined;
  if (row.way === 'open') {
    await closeLinks(deps.db, row.known_member_id);
    return askInstead(deps, row);
  }
  const values = { state: 'deciding' as const, due_at: deps.clock(), other: null, login: null };
  if (!(await change(deps.db, row, ['started'], values))) return undefined;
  await closeLinks(deps.db, row.known_member_id);
  await deps.nudge(row.id);
  return undefined;
}

/** *Ich bin nicht X*: that session ends, and nothing is added to anybody. */
export async function isSomebodyElse(deps: RegistrationDeps, row: Registration): Promise<void> {
  if (!row.known_member_id) return;
  if (row.other?.sid) await deps.directory.deleteSession(row.other.sid);
  await change(deps.db, row, ['started'], { state: 'cancelled', values: null, login: null, other: null });
}
