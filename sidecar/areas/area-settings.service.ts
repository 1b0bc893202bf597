import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type AreaSettings, readAreaSettings, saveAreaSettings } from './area-settings.store.ts';
import { type AreaForm, areaSettingNames } from './area-settings.schema.ts';

/** Names of the settings in which two versions differ. */
function changedOf(before: AreaSettings, after: AreaSettings): (keyof AreaSettings)[] {
  return areaSettingNames.filter((name) => before[name] !== after[name]);
}

/**
 * Saves name, start app and openings of an area; throws `conflict` where somebody saved something else since `version`, which a
 * second press of the button did not. Requests that wait stay when an opening is closed, and can still be decided.
 */
export async function editArea(db: Db, actor: AuditActor, areaId: string, form: AreaForm): Promise<void> {
  const { version, ...next } = form;
  await db.transaction().execute(async (trx) => {
    const before = await readAreaSettings(trx, areaId);
    if (!before) throw new AppError('not_found');
    if (!(await saveAreaSettings(trx, areaId, version, next))) {
      const stored = await readAreaSettings(trx, areaId);
      if (stored && changedOf(stored, next).length === 0) return;
      throw new AppError('conflict');
    }
    const fields = changedOf(before, next);
    if (fields.length > 0) await record(trx, actor, [{ act: 'area.changed', areaId, fields }]);
  });
}
