import { sql } from 'kysely';
import { managingRoles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import { dropPasswordAccess, endPasswordAccess, holdMembers } from '../members/password-access.store.ts';
import { administrator } from '../members/person-change.service.ts';
import type { Db, Trx } from '../platform/db.ts';
import { type LetterDeps } from './letter.service.ts';
import { endOpen } from './letter.store.ts';
import { openStates } from './letter.table.ts';
import { heldLetters } from './print.service.ts';

const batch = 500;
type Ended = { id: string; memberId: string };

const events = (
  act: 'letter.handedOut' | 'letter.redeemed' | 'letter.expired' | 'letter.withdrawn',
  letters: readonly Ended[],
): AuditEvent[] => letters.map(({ id: letterId, memberId }) => ({ act, memberId, letterId }));

/** *Als ausgehändigt markieren*: of what was printed or shown; what went on since is left as it is. Answers how many. */
export async function handOut(
  deps: Pick<LetterDeps, 'db' | 'clock'>,
  scope: AdminScope,
  letterIds: readonly string[],
): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    const held = await heldLetters(trx, scope, letterIds);
    const done = await trx
      .updateTable('access_letter')
      .set({ state: 'handed_out', handed_out_at: deps.clock(), handed_out_by: scope.actor.memberId })
      .where(sql<boolean>`id = any(${held.map(({ id }) => id)}::uuid[])`)
      .where((is) =>
        is.or([
          is('state', '=', 'printed'),
          is.and([is('state', '=', 'created'), is('shown_at', 'is not', null)]),
        ]),
      )
      .returning(['id', 'member_id as memberId'])
      .execute();
    await record(trx, administrator(scope), events('letter.handedOut', done));
    return done.length;
  });
}

/** Ends the open letters of people who have another way in now, or none any more, in the caller's transaction. Answers how many. */
export async function withdrawLetters(
  trx: Trx,
  memberIds: readonly string[],
  actor: AuditActor,
  now: Date,
): Promise<number> {
  const held = await holdMembers(trx, memberIds, { gone: true });
  const ended = await endOpen(trx, held, 'withdrawn', now);
  await dropPasswordAccess(
    trx,
    ended.map(({ memberId }) => memberId),
    now,
  );
  await record(trx, actor, events('letter.withdrawn', ended));
  return ended.length;
}

/**
 * Whoever saw or printed the password was allowed to while the person managed nothing, and must not sign in as a manager by it. A
 * typed one is known from its first moment, when the roles may have come with it.
 */
const managesSince = sql<boolean>`exists (
  select 1 from "grant" g where g.member_id = member.id and g.role = any(${sql.val([...managingRoles])}::text[])
    and g.granted_at > coalesce(greatest(access_letter.shown_at, access_letter.printed_at),
      case when access_letter.kind = 'typed' then access_letter.created_at + interval '1 minute' end))`;

/**
 * Ends letters of people who were deleted, who were never in and have an address now, or who manage something since somebody
 * knows the password, however that came about.
 */
export async function withdrawObsolete({ db }: { db: Db }, now: Date): Promise<number> {
  const rows = await db
    .selectFrom('access_letter')
    .innerJoin('member', 'member.id', 'access_letter.member_id')
    .select('member_id')
    .where('access_letter.state', 'in', openStates)
    .where(
      sql<boolean>`(member.state = 'deleted' or ${managesSince}
        or (member.state in ('created', 'invited') and member.email is not null and member.sync_state = 'done'))`,
    )
    .limit(batch)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ member_id: memberId }) => memberId);
  return db.transaction().execute((trx) => withdrawLetters(trx, ids, { kind: 'system' }, now));
}

/** Ends what ran out; admission then closes the way at Keycloak, too. Answers how many. */
export async function expireLetters({ db }: { db: Db }, now: Date): Promise<number> {
  const due = await db
    .selectFrom('access_letter')
    .select('member_id')
    .where('state', 'in', openStates)
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(batch)
    .execute();
  const ended = await db.transaction().execute(async (trx) => {
    const held = await holdMembers(
      trx,
      due.map(({ member_id: memberId }) => memberId),
    );
    const expired = await endOpen(trx, held, 'expired', now);
    await dropPasswordAccess(
      trx,
      expired.map(({ memberId }) => memberId),
      now,
    );
    await record(trx, { kind: 'system' }, events('letter.expired', expired));
    return expired.length;
  });
  return due.length < batch || ended === 0 ? ended : ended + (await expireLetters({ db }, now));
}

/**
 * These people have chosen their own password: their letters are redeemed, in the caller's transaction. Where a newer initial
 * password is on its way to Keycloak it is not known which one it was, so the letter waits. `late`: also letters that have ended since,
 * because Keycloak says that they were faster.
 */
export async function redeemed(
  trx: Trx,
  memberIds: readonly string[],
  now: Date,
  { late = false }: { late?: boolean } = {},
): Promise<number> {
  const from = late ? ([...openStates, 'expired', 'withdrawn'] as const) : openStates;
  const held = await holdMembers(trx, memberIds, { gone: true });
  const done = await trx
    .updateTable('access_letter')
    .from('member')
    .set({ state: 'redeemed', redeemed_at: now, ended_at: null, typed_credential: null })
    .whereRef('member.id', '=', 'access_letter.member_id')
    .where(sql<boolean>`member.id = any(${held}::uuid[])`)
    .where('member.password_due', 'is', null)
    .where('access_letter.state', 'in', from)
    .returning(['access_letter.id', 'access_letter.member_id as memberId'])
    .execute();
  await endPasswordAccess(
    trx,
    done.map(({ memberId }) => memberId),
  );
  for (const letter of done)
    await record(trx, { kind: 'employee', memberId: letter.memberId }, events('letter.redeemed', [letter]));
  return done.length;
}
