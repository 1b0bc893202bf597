import { readTree } from '../areas/area.store.ts';
import type { Translate } from '../platform/i18n.ts';
import type { Reply } from '../platform/http/route.ts';
import type { RegistrationDeps } from './deps.ts';
import type { Registration } from './registration.store.ts';
import { pageOf } from './registration.rules.ts';

/** A registration that only the owner of a known account can finish (account.service.ts). */
export const isForOwner = (row: Pick<Registration, 'state' | 'known_member_id'>): boolean =>
  row.state === 'started' && row.known_member_id !== null;

/** Who is signed in, and whether that is the owner; nobody yet where the sign-in was left. */
export async function ownerPage(
  deps: Pick<RegistrationDeps, 'db'>,
  row: Registration,
  t: Translate,
): Promise<Reply> {
  const person = row.other?.name;
  const isOwner = row.other !== null && row.account_member_id === row.known_member_id;
  const area = row.area_id ? (await readTree(deps.db)).byId(row.area_id)?.name : undefined;
  const isOpen = row.way === 'open';
  const data = {
    title: t('registration.account.title'),
    base: pageOf(row.id),
    person,
    isOwner,
    area,
    isOpen,
  };
  return { view: 'registration/account-add', data, status: person && !isOwner ? 409 : 200 };
}
