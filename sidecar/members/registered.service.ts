import { record } from '../audit/audit.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import { cameByRegistration, type GivenGrant, maySignIn } from './member.ts';
import { insertMembers } from './member-add.service.ts';
import './member.table.ts';
import { applySteps } from './person-grants.service.ts';
import { laterUsername, nextUsernames } from './person-keys.store.ts';
import { stepsTo } from './person.rules.ts';
import { holdMember, takeMember } from './person.store.ts';

export type Registered = {
  firstName: string;
  lastName: string;
  /** Proven. */
  email: string;
  employeeNumber?: string;
  locale: Locale;
  origin: string;
  grants: readonly GivenGrant[];
};

/** Somebody waits at a page, so that these go before everybody of a running import. */
const aheadSeconds = 3600;
export const dueAhead = (now: Date): Date => addSeconds(now, -aheadSeconds);

/**
 * Adds people who were let in by a registration. `waits`: in front of a page, with an account that is open at once; else their first
 * way in is an invitation. Answers the members' ids, in order; a key that is taken is a unique violation of `member_email`,
 * `member_employee_number` or `member_username`, which ends the transaction.
 */
export async function insertAllRegistered(
  trx: Trx,
  people: readonly Registered[],
  { waits, now }: { waits: boolean; now: Date },
): Promise<string[]> {
  const usernames = await nextUsernames(trx, people);
  const registered = waits ? { registered: { dueAt: dueAhead(now) } } : {};
  const members = people.map((person, nth) => ({ ...person, username: usernames[nth] ?? '', ...registered }));
  return insertMembers(trx, { kind: 'system' }, members);
}

/** The same for one person. */
export async function insertRegistered(
  trx: Trx,
  person: Registered,
  options: { waits: boolean; now: Date },
): Promise<string> {
  const [id] = await insertAllRegistered(trx, [person], options);
  if (!id) throw new Error('nobody was added');
  return id;
}

/**
 * Adds grants to somebody who has an account; a higher role that they hold already stays, and of the same role the later end. False
 * where they may not sign in (any more): then nothing was changed.
 */
export async function addRegisteredGrants(
  trx: Trx,
  memberId: string,
  { grants, origin, now }: { grants: readonly GivenGrant[]; origin: string; now: Date },
): Promise<boolean> {
  const held = await holdMember(trx, memberId);
  if (!held || !maySignIn(held)) return false;
  await takeMember(trx, memberId, held.version, dueAhead(now));
  const events = await applySteps(trx, memberId, { by: null, origin }, stepsTo(held.grants, grants));
  await record(trx, { kind: 'employee', memberId }, events);
  return true;
}

/**
 * Keycloak has somebody else by the user name that was proposed: another one is tried, because whoever registered waits and nobody is
 * there to choose. False for everybody else, whose user names are an administrator's business.
 */
export async function tryOtherUsername(trx: Trx, memberId: string, now: Date): Promise<boolean> {
  const held = await holdMember(trx, memberId);
  if (!held || !cameByRegistration(held.state) || held.keycloakUserId !== null) return false;
  const taken = await takeMember(trx, memberId, held.version, dueAhead(now));
  if (!taken) return false;
  const username = await laterUsername(trx, taken);
  await trx.updateTable('member').set({ username }).where('id', '=', memberId).execute();
  return true;
}
