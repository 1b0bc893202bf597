import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import type { RequestSettings } from './settings.store.ts';
import './request.table.ts';

const toRow = ({ intro, questions, expireDays, againDays }: RequestSettings) => ({
  intro_de: intro.de,
  intro_en: intro.en,
  questions: sql<never>`${JSON.stringify(questions)}::jsonb`,
  expire_days: expireDays,
  again_days: againDays,
});

/** An area's first own settings; false where it has some already. */
export async function insertOwnSettings(
  trx: Trx,
  areaId: string,
  settings: RequestSettings,
): Promise<boolean> {
  const made = await trx
    .insertInto('request_setting')
    // above every version that was here before: own settings may be taken back and made again
    .values({
      area_id: areaId,
      ...toRow(settings),
      version: sql<number>`extract(epoch from now() - timestamptz '2026-01-01')::integer`,
    })
    .onConflict((conflict) => conflict.column('area_id').doNothing())
    .executeTakeFirst();
  return made.numInsertedOrUpdatedRows === 1n;
}

/** Saves own settings at the version that was seen; false where somebody was faster. */
export async function saveOwnSettings(
  trx: Trx,
  areaId: string,
  version: number,
  settings: RequestSettings,
): Promise<boolean> {
  const saved = await trx
    .updateTable('request_setting')
    .set({ ...toRow(settings), version: version + 1 })
    .where('area_id', '=', areaId)
    .where('version', '=', version)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}

/** Takes own settings back at the version that was seen; false where somebody was faster. */
export async function deleteOwnSettings(trx: Trx, areaId: string, version: number): Promise<boolean> {
  const gone = await trx
    .deleteFrom('request_setting')
    .where('area_id', '=', areaId)
    .where('version', '=', version)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}
