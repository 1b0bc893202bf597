import type { RequestForm } from '../access-requests/request.table.ts';
import type { Facts } from '../areas/field.ts';
import type { Db } from '../platform/db.ts';
import type { Own } from './registration.store.ts';

/**
 * Turns a registration that let nobody in, or waits, into one that ends in a request; false where somebody did so before, a manager
 * or time let it through, or it is over. The decision follows anew, and the area is asked once more then.
 */
export async function takeForRequest(
  db: Db,
  { id, browser }: Own,
  { areaId, form, facts, locale }: { areaId: string; form: RequestForm; facts: Facts; locale: string },
  now: Date,
): Promise<boolean> {
  const taken = await db
    .updateTable('registration')
    .set({
      way: 'open',
      area_id: areaId,
      request: form,
      values: facts,
      locale,
      state: 'deciding',
      outcome: null,
      record_id: null,
      held_area_ids: null,
      decided_at: null,
      due_at: now,
      lease_until: null,
      // They sit before the page again, and go on there.
      released_at: null,
    })
    .where('id', '=', id)
    .where('browser', '=', browser)
    .where('way', '=', 'criteria')
    .where('state', 'in', ['refused', 'held'])
    .where('values', 'is not', null)
    .where((is) => is.or([is('state', '=', 'refused'), is('released_at', 'is', null)]))
    .where('expires_at', '>', now)
    // A decision that is being made at this moment counts.
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}
