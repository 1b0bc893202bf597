import type { Db, Trx } from '../platform/db.ts';
import './area.table.ts';

/** Through which doors people come to an area who were not expected there. */
export type Openings = { openRegistration: boolean; mismatchRequest: boolean };
export type AreaSettings = Openings & { name: string; startAppUrl: string | null };

const openings = ['open_registration as openRegistration', 'mismatch_request as mismatchRequest'] as const;

/** What may be changed of an area, with the version that a change names. */
export async function readAreaSettings(
  db: Db,
  areaId: string,
): Promise<(AreaSettings & { version: number }) | undefined> {
  return db
    .selectFrom('area')
    .select(['name', 'start_app_url as startAppUrl', ...openings, 'version'])
    .where('id', '=', areaId)
    .executeTakeFirst();
}

/** The openings of every area by its id. */
export async function readOpenings(db: Db): Promise<Map<string, Openings>> {
  const rows = await db
    .selectFrom('area')
    .select(['id', ...openings])
    .execute();
  return new Map(rows.map(({ id, ...opened }) => [id, opened]));
}

/** Saves the settings at the version that was seen; false where somebody was faster. */
export async function saveAreaSettings(
  trx: Trx,
  areaId: string,
  version: number,
  next: AreaSettings,
): Promise<boolean> {
  const saved = await trx
    .updateTable('area')
    .set({
      name: next.name,
      start_app_url: next.startAppUrl,
      open_registration: next.openRegistration,
      mismatch_request: next.mismatchRequest,
      version: version + 1,
    })
    .where('id', '=', areaId)
    .where('version', '=', version)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}
