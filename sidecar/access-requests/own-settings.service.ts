import { isDeepStrictEqual } from 'node:util';
import type { AreaTree } from '../areas/area.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { deleteOwnSettings, insertOwnSettings, saveOwnSettings } from './own-settings.store.ts';
import { findRequestSettings, type RequestSettings } from './settings.store.ts';

/** Whose settings are changed by whom, at which version; 0 where the area had none of its own. */
export type SettingsEdit = { areaId: string; version: number; by: AuditActor };

/** Names of the settings in which two versions differ. */
export function changedSettings(before: RequestSettings, after: RequestSettings): (keyof RequestSettings)[] {
  const names = ['intro', 'questions', 'expireDays', 'againDays'] as const;
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** A question that is new has another id each time its form is sent. */
const withoutIds = ({ questions, ...settings }: RequestSettings) => ({
  ...settings,
  questions: questions.map(({ text, required }) => ({ text, required })),
});

/** Whether an area has these very settings of its own: the button was pressed twice. */
async function areSaved(trx: Trx, tree: AreaTree, areaId: string, next: RequestSettings): Promise<boolean> {
  const { areaId: from, settings } = await findRequestSettings(trx, tree, areaId);
  return from === areaId && isDeepStrictEqual(withoutIds(settings), withoutIds(next));
}

/**
 * Saves what an area says and asks as its own, which from then on counts for the areas below it, too. Throws `conflict` where
 * somebody saved something else since `version`. Requests that were filed keep the questions that they answered, and their end.
 */
export async function saveRequestSettings(
  db: Db,
  tree: AreaTree,
  { areaId, version, by }: SettingsEdit,
  next: RequestSettings,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await findRequestSettings(trx, tree, areaId);
    const saved =
      version === 0
        ? await insertOwnSettings(trx, areaId, next)
        : await saveOwnSettings(trx, areaId, version, next);
    if (!saved && (await areSaved(trx, tree, areaId, next))) return;
    if (!saved) throw new AppError('conflict');
    const fields = changedSettings(before.settings, next);
    if (fields.length > 0) await record(trx, by, [{ act: 'area.changed', areaId, fields }]);
  });
}

/** Goes back to what is inherited; throws `conflict` like `saveRequestSettings`; where that was done already, nothing happens. */
export async function resetRequestSettings(
  db: Db,
  tree: AreaTree,
  { areaId, version, by }: SettingsEdit,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await findRequestSettings(trx, tree, areaId);
    const gone = await deleteOwnSettings(trx, areaId, version);
    if (!gone && (await findRequestSettings(trx, tree, areaId)).areaId !== areaId) return;
    if (!gone) throw new AppError('conflict');
    const now = await findRequestSettings(trx, tree, areaId);
    const fields = changedSettings(before.settings, now.settings);
    if (fields.length > 0) await record(trx, by, [{ act: 'area.changed', areaId, fields }]);
  });
}
