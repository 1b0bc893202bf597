import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import { withDefaults } from './kinds.rules.ts';
import { nextNight } from './night.rules.ts';
import { changedKinds, readForm } from './periods.rules.ts';
import { saveSetting } from './setting.store.ts';

/**
 * Saves the periods that were typed, with an audit row where one is another. Throws `invalid_input` with a complaint for each that
 * is out of its bounds, `conflict` where somebody else saved since `version`.
 */
export async function editPeriods(
  { db, clock, hour }: { db: Db; clock: Clock; hour: number },
  actor: AuditActor,
  version: number,
  values: FormValues,
): Promise<void> {
  const { stored, problems } = readForm(values);
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems });
  await db.transaction().execute(async (trx) => {
    const before = await saveSetting(trx, version, stored, nextNight(clock(), hour));
    if (!before) throw new AppError('conflict');
    const fields = changedKinds(withDefaults(before), withDefaults(stored));
    if (fields.length > 0) await record(trx, actor, [{ act: 'retention.changed', fields }]);
  });
}
