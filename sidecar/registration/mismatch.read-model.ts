import { askingOf } from '../access-requests/request.rules.ts';
import { askedBefore } from '../access-requests/request.store.ts';
import { readTree } from '../areas/area.store.ts';
import '../areas/area.table.ts';
import { findMember } from '../members/member.store.ts';
import type { Db } from '../platform/db.ts';
import { mayBecomeRequest } from './mismatch.rules.ts';
import type { Registration } from './registration.store.ts';

/** Whether somebody who is signed in may ask: not for what they hold, asked for already, or were rejected for lately. */
export async function mayAskAnew(
  db: Db,
  { account_member_id: memberId }: Pick<Registration, 'account_member_id'>,
  areaId: string,
  now: Date,
): Promise<boolean> {
  if (memberId === null) return true;
  const tree = await readTree(db);
  const area = tree.byId(areaId);
  const person = await findMember(db, memberId);
  if (!area || !person) return false;
  const before = (await askedBefore(db, memberId, now)).get(areaId);
  return askingOf(tree, area, person.grants, before).kind === 'free';
}

export type RequestArea = { id: string; name: string };

/**
 * The area that this registration may become a request to: its own, or the network where it has none, if that takes such requests.
 * Undefined where there is none, or the registration has another end. Only the area decides, so that it tells nothing of the facts.
 */
export async function requestArea(db: Db, row: Registration, now: Date): Promise<RequestArea | undefined> {
  if (!mayBecomeRequest(row, now)) return undefined;
  return db
    .selectFrom('area')
    .select(['id', 'name'])
    .where((is) => (row.area_id === null ? is('parent_id', 'is', null) : is('id', '=', row.area_id)))
    .where((is) => is.or([is('mismatch_request', '=', true), is('open_registration', '=', true)]))
    .executeTakeFirst();
}
