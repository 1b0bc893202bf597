import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { endLinks, runOut } from './life.store.ts';

export type EndDeps = { db: Db; clock: Clock };

const batch = 500;

/** Ends what ran out, however much it is. Answers how many. */
export async function expireLinks(deps: EndDeps): Promise<number> {
  const now = deps.clock();
  const ids = await runOut(deps.db, now, batch);
  const ended = await deps.db
    .transaction()
    .execute((trx) => endLinks(trx, ids, { state: 'expired', actor: { kind: 'system' }, now }));
  return ids.length < batch || ended === 0 ? ended : ended + (await expireLinks(deps));
}

/** Takes one link back; foreign and unknown ids alike are `not_found`, one that is over or in use is a `conflict`. */
export async function revokeLink(deps: EndDeps, { tree, actor }: AdminScope, id: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const link = await trx
      .selectFrom('access_link')
      .select('area_id')
      .where('id', '=', id)
      .executeTakeFirst();
    if (!link || !can(tree, actor, 'links.write', link.area_id)) throw new AppError('not_found');
    const by = { kind: 'administrator', memberId: actor.memberId } as const;
    const ended = await endLinks(trx, [id], { state: 'revoked', actor: by, now: deps.clock() });
    if (ended === 0) throw new AppError('conflict');
  });
}
