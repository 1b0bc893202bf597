import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { checkLogo } from './logo.rules.ts';
import { changedSettings } from './network-settings.ts';
import type { SettingsForm } from './network-settings.schema.ts';
import { saveLogo, saveSettings, type SettingsVersion, takeSettings } from './network-settings.store.ts';

/** One change of this version with its audit row; `change` answers the names of the fields that it changed. */
async function changeSettings(
  db: Db,
  actor: AuditActor,
  version: number,
  change: (trx: Trx, before: SettingsVersion) => Promise<readonly string[]>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const before = await takeSettings(trx, version);
    if (!before) throw new AppError('conflict');
    const fields = await change(trx, before);
    if (fields.length > 0) await record(trx, actor, [{ act: 'network.changed', fields }]);
  });
}

/** Saves what was typed; throws `conflict` where somebody else saved since `version`. */
export async function editSettings(db: Db, actor: AuditActor, form: SettingsForm): Promise<void> {
  const { version, ...next } = form;
  await changeSettings(db, actor, version, async (trx, { stored }) => {
    await saveSettings(trx, next);
    return changedSettings(stored, next);
  });
}

/** Keeps an uploaded logo; throws `invalid_input` with what to do where it is no picture that can be printed. */
export async function replaceLogo(
  db: Db,
  actor: AuditActor,
  version: number,
  bytes: Buffer | undefined,
): Promise<void> {
  const verdict = checkLogo(bytes);
  if ('problem' in verdict || !bytes) {
    const text = `areas.settings.problem.logo.${'problem' in verdict ? verdict.problem : 'missing'}`;
    throw new AppError('invalid_input', { fields: [{ field: 'logo', text }] });
  }
  await changeSettings(db, actor, version, async (trx) => {
    await saveLogo(trx, { bytes, mediaType: verdict.mediaType });
    return ['logo'];
  });
}

export async function removeLogo(db: Db, actor: AuditActor, version: number): Promise<void> {
  await changeSettings(db, actor, version, async (trx, { hasLogo }) => {
    await saveLogo(trx, undefined);
    return hasLogo ? ['logo'] : [];
  });
}
