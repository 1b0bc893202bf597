import { record } from '../audit/audit.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Member } from './member.ts';
import { provisionAgain } from './feed-record.store.ts';
import './member.table.ts';

export type OwnLocaleDeps = {
  db: Db;
  clock: Clock;
  /** Tells the worker that there is something to carry to Keycloak. */
  nudge(): Promise<void>;
};

/**
 * The language of a person's mails, and of Keycloak's pages for them, as they chose it. Needs no version: nobody's change of anything
 * else is written over. The same language again changes nothing.
 */
export async function changeOwnLocale(
  deps: OwnLocaleDeps,
  { id: memberId }: Pick<Member, 'id'>,
  locale: Locale,
): Promise<void> {
  const changed = await deps.db.transaction().execute(async (trx) => {
    const taken = await trx
      .updateTable('member')
      .set({ locale })
      .where('id', '=', memberId)
      .where('locale', '<>', locale)
      .where('state', '<>', 'deleted')
      .executeTakeFirst();
    if (taken.numUpdatedRows !== 1n) return false;
    await provisionAgain(trx, [memberId], deps.clock());
    await record(trx, { kind: 'employee', memberId }, [
      { act: 'member.changed', memberId, fields: ['locale'] },
    ]);
    return true;
  });
  if (changed) await deps.nudge();
}
