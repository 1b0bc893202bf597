import type { Db, Trx } from '../platform/db.ts';
import { type Periods, type StoredPeriods, withDefaults } from './kinds.rules.ts';
import './retention.table.ts';

export type StoredSetting = { version: number; stored: StoredPeriods; startsAt: Date };

export async function readSetting(db: Db): Promise<StoredSetting> {
  const row = await db
    .selectFrom('retention_setting')
    .select(['version', 'days', 'starts_at'])
    .executeTakeFirstOrThrow();
  return { version: row.version, stored: row.days, startsAt: row.starts_at };
}

export async function readPeriods(db: Db): Promise<Periods> {
  return withDefaults((await readSetting(db)).stored);
}

/**
 * Saves what was typed at this version; undefined where somebody else saved since, else what was stored before. `next`: when the next
 * night begins.
 */
export async function saveSetting(
  trx: Trx,
  version: number,
  days: StoredPeriods,
  next: Date,
): Promise<StoredPeriods | undefined> {
  const before = await trx
    .selectFrom('retention_setting')
    .select(['version', 'days'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before.version !== version) return undefined;
  // who saved has seen the periods: there is no more to wait for than the night, until which a slip can be mended
  await trx
    .updateTable('retention_setting')
    .set((row) => ({
      version: version + 1,
      days: JSON.stringify(days),
      starts_at: row.fn<Date>('least', ['starts_at', row.val(next)]),
    }))
    .execute();
  return before.days;
}
