import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { endInvitations, type Ending, lockMembers } from './life.store.ts';
import './invitation.table.ts';

export type ExpiryDeps = { db: Db; clock: Clock };

const batch = 500;

async function endBatch(deps: ExpiryDeps, ending: Ending, memberIds: readonly string[]): Promise<number> {
  const now = deps.clock();
  return deps.db.transaction().execute(async (trx) => {
    const held = await lockMembers(trx, memberIds);
    return (await endInvitations(trx, held, { ending, actor: { kind: 'system' }, now })).length;
  });
}

/** Ends what ran out; a redemption under way may end first. Answers how many. */
export async function expireDue(deps: ExpiryDeps): Promise<number> {
  const now = deps.clock();
  const rows = await deps.db
    .selectFrom('invitation')
    .select('member_id')
    .where('state', 'in', ['open', 'redeeming'])
    .where('expires_at', '<=', now)
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', now)]))
    .orderBy('expires_at')
    .limit(batch)
    .execute();
  const ended = await endBatch(
    deps,
    'expired',
    rows.map((row) => row.member_id),
  );
  return rows.length < batch || ended === 0 ? ended : ended + (await expireDue(deps));
}

/** Ends open links of people who need none any more: they came in another way, or were deleted. */
export async function endObsolete(deps: ExpiryDeps): Promise<number> {
  const rows = await deps.db
    .selectFrom('invitation')
    .innerJoin('member', 'member.id', 'invitation.member_id')
    .select('member_id')
    .where('invitation.state', '=', 'open')
    .where(sql<boolean>`member.state in ('registered', 'waiting', 'active', 'deleted')`)
    .limit(batch)
    .execute();
  return endBatch(
    deps,
    'obsolete',
    rows.map((row) => row.member_id),
  );
}
