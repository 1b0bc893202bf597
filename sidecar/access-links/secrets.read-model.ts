import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { accessLinkAddress } from './access-link.rules.ts';
import { type Batch, requireBatch } from './batch.read-model.ts';

export type SecretDeps = { db: Db; ring: KeyRing; origin: string; clock(): Date };
/** A link as it is handed over; `number` counts within its batch. */
export type ShownLink = { number: number; address: string; lastFour: string };

const batchSize = 500;

/** Whether this administrator may still see the secrets: whoever made them, for a quarter of an hour. */
export function isShown(batch: Batch, { actor }: Pick<AdminScope, 'actor'>, now: Date): boolean {
  return batch.createdBy === actor.memberId && batch.shownUntil !== null && now < batch.shownUntil;
}

/** The batch that this administrator made; one that somebody else made is as unknown as one that there is not. */
export async function requireOwnBatch(
  { db }: Pick<SecretDeps, 'db'>,
  scope: AdminScope,
  id: string | undefined,
): Promise<Batch> {
  const batch = await requireBatch(db, scope, id);
  if (batch.createdBy !== scope.actor.memberId) throw new AppError('not_found');
  return batch;
}

/** Nobody, not even who made them, sees the secrets of the batch any more. */
export async function hideSecrets({ db, clock }: SecretDeps, batchId: string): Promise<void> {
  await db
    .updateTable('access_link_batch')
    .set({ shown_until: clock() })
    .where('id', '=', batchId)
    .where('shown_until', '>', clock())
    .execute();
}

/** The open links of a batch with their addresses, by number, read while they are written. */
export async function* shownLinks(
  { db, ring, origin }: SecretDeps,
  batchId: string,
): AsyncIterable<ShownLink> {
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom('access_link')
      .select(['id', 'number', 'key_id as keyId', 'generation', 'last_four as lastFour'])
      .where('batch_id', '=', batchId)
      .where('state', '=', 'open')
      .where('number', '>', after)
      .orderBy('number')
      .limit(batchSize)
      .execute();
    for (const { id, number, keyId, generation, lastFour } of rows)
      yield { number, lastFour, address: accessLinkAddress(origin, ring, id, { keyId, generation }) };
    const last = rows.at(-1);
    if (!last || rows.length < batchSize) return;
    after = last.number;
  }
}
