import type { Db, Trx } from '../platform/db.ts';
import { type Periods, type StoredPeriods, withDefaults } from './kinds.rules.ts';
import './retention.table.ts';

/** `startsAt`: nights that began before it forget nothing. */
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

/** Saves what was typed at this version; undefined where somebody else saved since, else what was stored before. */
export async function saveSetting(
  trx: Trx,
  version: number,
  days: StoredPeriods,
  now: Date,
): Promise<StoredPeriods | undefined> {
  const before = await trx
    .selectFrom('retention_setting')
    .select(['version', 'days'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before.version !== version) return undefined;
  // who saved has seen the periods: they count for the nights that begin from now on
  await trx
    .updateTable('retention_setting')
    .set({ version: version + 1, days: JSON.stringify(days), starts_at: now })
    .execute();
  return before.days;
}
