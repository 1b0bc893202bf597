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
export function isShown(
  { createdBy, shownUntil }: Pick<Batch, 'createdBy' | 'shownUntil'>,
  { actor }: Pick<AdminScope, 'actor'>,
  now: Date,
): boolean {
  return createdBy === actor.memberId && shownUntil !== null && now < shownUntil;
}

/** The batch whose secrets are asked for; foreign and unknown ones are `not_found`, those that are shown no more `gone`. */
export async function requireShown(
  { db, clock }: SecretDeps,
  scope: AdminScope,
  id: string | undefined,
): Promise<Batch> {
  const batch = await requireBatch(db, scope, id);
  if (!isShown(batch, scope, clock())) throw new AppError('gone');
  return batch;
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
