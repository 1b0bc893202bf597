import { syncRoleGroups, type RoleGroups } from '../areas/area.service.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import { record } from '../audit/audit.store.ts';
import type { HashedCredential } from '../keycloak/port.ts';
import { AppError } from '../platform/errors.ts';
import { addSeconds } from '../platform/clock.ts';
import { gather } from '../platform/gather.ts';
import { noInitialPasswords, type PasswordOutcome } from './admission-password.service.ts';
import { isFinal, retryAfter } from './admission.rules.ts';
import type { AdmissionDeps } from './admission.service.ts';
import { type Groups, roleGroups } from './admission-groups.ts';
import { grantsOf } from './member.store.ts';
import type { PasswordDue } from './member.table.ts';
import { tryOtherUsername } from './registered.service.ts';
import {
  type ClaimedMember,
  confirmSyncs,
  notePassword,
  releaseSync,
  renewClaims,
  syncOnceMore,
} from './sync.store.ts';

/** So long a place at Keycloak stands idle at most for the sake of fewer statements; its other places are busy meanwhile. */
const renewLingerMs = 10;
/** Nobody waits for a confirmation but the end of its batch, and another batch is at work meanwhile. */
const confirmLingerMs = 100;
/** A batch of so few people is what is due at all: somebody sits before a page and waits for it. */
const few = 24;
const fewLingerMs = 10;

/** A member whose turn it is: as they are now, with what they may. */
export type Ready = {
  member: ClaimedMember;
  grants: readonly HeldGrant[];
  /** The live initial password, for an account that is to be made or to be given it. */
  credential?: HashedCredential;
};
/** Whose account is made or adjusted; `userId`: null for nobody. */
export type Confirmation = { member: ClaimedMember; userId: string | null; password?: PasswordOutcome };

/** What all turns of one batch share: their statements go together (platform/gather.ts). */
export type Round = {
  groups: Groups;
  renew(claimed: readonly ClaimedMember[]): Promise<(Ready | undefined)[]>;
  confirm(ended: readonly Confirmation[]): Promise<void>;
  giveBack(member: ClaimedMember, error: AppError): Promise<void>;
  /** Notes how far the attempt has come with the person's password; throws where it is not its business any more. */
  note(member: ClaimedMember, due: PasswordDue): Promise<void>;
};

async function ready(deps: AdmissionDeps, claimed: readonly ClaimedMember[]): Promise<(Ready | undefined)[]> {
  const members = await renewClaims(deps.db, claimed, deps.clock(), deps.leaseSeconds);
  const grants = await grantsOf(
    deps.db,
    members.flatMap((member) => member?.id ?? []),
  );
  const passwords = await credentialsFor(
    deps,
    members.flatMap((member) => member ?? []),
  );
  return members.map((member) => {
    const credential = passwords.get(member?.id ?? '');
    return member && { member, grants: grants.get(member.id) ?? [], ...(credential ? { credential } : {}) };
  });
}

const needsPassword = ({ passwordAccess, passwordDue, keycloakUserId }: ClaimedMember): boolean =>
  passwordAccess && (keycloakUserId === null || passwordDue === 'set' || passwordDue === 'setting');

async function credentialsFor({ db, passwords }: AdmissionDeps, members: readonly ClaimedMember[]) {
  const ids = members.filter(needsPassword).map(({ id }) => id);
  return ids.length === 0
    ? new Map<string, HashedCredential>()
    : (passwords ?? noInitialPasswords).credentialsOf(db, ids);
}

const provisioned = ({ member, userId }: Confirmation): boolean => !!userId && !member.keycloakUserId;

/** Confirms with their audit rows; who was fenced off meanwhile may have written over newer state, so the person is looked at once more. */
async function confirmAll(
  { db, clock, passwords = noInitialPasswords, waiting }: AdmissionDeps,
  ended: readonly Confirmation[],
): Promise<readonly true[]> {
  const inOneTransaction = (some: readonly Confirmation[], wait: boolean) =>
    db.transaction().execute(async (trx) => {
      const confirmed = await confirmSyncs(trx, some, { wait });
      const made = some.filter((one) => confirmed.has(one.member.id) && provisioned(one));
      const events = made.map(({ member }) => ({ act: 'member.provisioned', memberId: member.id }) as const);
      if (events.length > 0) await record(trx, { kind: 'system' }, events);
      const whose = (outcome: PasswordOutcome): string[] =>
        some.flatMap(({ member, password }) =>
          password === outcome && confirmed.has(member.id) ? member.id : [],
        );
      const settled = { given: whose('given'), chosen: whose('chosen') };
      if (settled.given.length + settled.chosen.length > 0) await passwords.settled(trx, settled, clock());
      if (confirmed.size > 0) await waiting?.settled(trx, [...confirmed], clock());
      if (wait)
        for (const { member } of some.filter((one) => !confirmed.has(one.member.id)))
          await syncOnceMore(trx, member.id, clock());
      return confirmed;
    });
  const confirmed = ended.length > 1 ? await inOneTransaction(ended, false) : new Set<string>();
  for (const one of ended.filter(({ member }) => !confirmed.has(member.id)))
    await inOneTransaction([one], true);
  return ended.map(() => true);
}

async function giveBack(deps: AdmissionDeps, member: ClaimedMember, error: AppError): Promise<void> {
  // A deleted person is on no page where somebody could try again.
  const final = member.state !== 'deleted' && isFinal(error, member.failures);
  const retryAt = final ? undefined : addSeconds(deps.clock(), retryAfter(member.failures, error.code));
  deps.log.warn({ err: error, member: member.id, attempt: member.attempt, final }, 'admission failed');
  await deps.db.transaction().execute(async (trx) => {
    await releaseSync(trx, member, error.code, retryAt);
    if (!final) return;
    const named = error.fields.map(({ field }) => field);
    const renamed = named.join() === 'username' && (await tryOtherUsername(trx, member.id, deps.clock()));
    if (!renamed) await deps.waiting?.failed(trx, member.id, deps.clock());
  });
}

/** Brings the role groups up to date, then opens a round. */
export async function openRound(deps: AdmissionDeps, people: number): Promise<Round> {
  await syncRoleGroups(deps.db, deps.directory as RoleGroups).catch((err: unknown) =>
    deps.log.warn({ err }, 'role groups could not be synchronised'),
  );
  const confirm = gather(
    (ended: readonly Confirmation[]) => confirmAll(deps, ended),
    people <= few ? fewLingerMs : confirmLingerMs,
    people,
  );
  return {
    groups: await roleGroups(deps.db),
    // Turns of many people are sets already.
    renew: gather(
      (claimed: readonly ClaimedMember[]) => ready(deps, claimed),
      (deps.lane?.batchSize ?? 1) > 1 ? 0 : renewLingerMs,
    ),
    async confirm(ended) {
      await confirm(ended);
    },
    giveBack: (member, error) => giveBack(deps, member, error),
    async note(member, due) {
      if (!(await notePassword(deps.db, member, due)))
        throw new AppError('keycloak_unavailable', { cause: new Error('overtaken by another attempt') });
    },
  };
}
