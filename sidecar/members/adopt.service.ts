import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { Observed, Observer } from '../keycloak/observer.port.ts';
import type { Clock } from '../platform/clock.ts';
import { type Db, isUniqueViolation } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Log } from '../platform/log.ts';
import { type AdoptRefusal, adoptRefusal } from './adopt.rules.ts';
import { queueLooks } from './feed.store.ts';
import { administrator } from './person-change.service.ts';

export type AdoptDeps = { db: Db; directory: Observer; clock: Clock; log: Log };
export type Candidate = Observed & { refusal?: AdoptRefusal };
export type Names = { firstName: string; lastName: string };

const refused = (why: AdoptRefusal): AppError =>
  new AppError('conflict', { fields: [{ field: 'account', text: `members.adopt.refused.${why}` }] });

async function bindings(db: Db, userId: string, username: string, email: string | undefined) {
  const rows = await db
    .selectFrom('member')
    .select(['keycloak_user_id'])
    .where('state', '<>', 'deleted')
    .where(
      sql<boolean>`(keycloak_user_id = ${userId} or lower(username) = lower(${username}) or lower(email) = lower(${email ?? null}))`,
    )
    .execute();
  const boundHere = rows.some((row) => row.keycloak_user_id === userId);
  return { boundHere, keyTaken: rows.length > 0 };
}

/** The account with its groups, and why it may not be adopted; `not_found` for an unknown id. */
export async function candidate(deps: AdoptDeps, userId: string | undefined): Promise<Candidate> {
  const known =
    userId && /^[0-9a-zA-Z-]{1,64}$/.test(userId) ? await deps.directory.observe(userId) : undefined;
  if (!known) throw new AppError('not_found');
  const { username, email } = known.account;
  const managingRoles = await deps.directory.managingRoles(known.account.userId);
  const refusal = adoptRefusal(known.account, {
    managingRoles,
    ...(await bindings(deps.db, known.account.userId, username, email)),
  });
  return { ...known, ...(refusal ? { refusal } : {}) };
}

/**
 * *Bestehendes Konto übernehmen*: the account becomes a person without grants; groups it is in already show as deviations and are
 * decided one by one. Its password stays, so it is active if it is open. Answers the member's id.
 */
export async function adoptAccount(
  deps: AdoptDeps,
  scope: AdminScope,
  userId: string | undefined,
  names: Names,
): Promise<string> {
  const { account, refusal } = await candidate(deps, userId);
  if (refusal) throw refused(refusal);
  const now = deps.clock();
  const memberId = await insert(deps, scope, account, names, now);
  try {
    await deps.directory.claimAccount(account.userId, memberId);
  } catch (err) {
    // The queued look writes the id as soon as Keycloak answers again.
    deps.log.warn({ err, member: memberId }, 'member id could not be written onto the adopted account');
  }
  return memberId;
}

async function insert(
  { db }: AdoptDeps,
  scope: AdminScope,
  account: Observed['account'],
  names: Names,
  now: Date,
): Promise<string> {
  const { userId, username, email, enabled, locale, employeeNumber } = account;
  try {
    return await db.transaction().execute(async (trx) => {
      const { id } = await trx
        .insertInto('member')
        .values({
          salutation: null,
          first_name: names.firstName,
          last_name: names.lastName,
          email: email ?? null,
          email_verified: account.emailVerified,
          username,
          employee_number: employeeNumber ?? null,
          locale: storedLocale(locale),
          origin: 'adopted',
          state: enabled ? 'active' : 'suspended',
          state_before: enabled ? null : 'active',
          keycloak_user_id: userId,
          sync_state: 'done',
          sync_lease_until: null,
          sync_error: null,
          created_by: scope.actor.memberId,
          activated_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await record(trx, administrator(scope), [
        { act: 'member.created', memberId: id, origin: 'adopted' },
        { act: 'member.adopted', memberId: id },
      ]);
      await queueLooks(trx, new Map([[userId, { byConsole: false }]]), now);
      return id;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw refused(isUniqueViolation(error, 'member_keycloak_user_id_key') ? 'known' : 'taken');
  }
}
