import { sql } from 'kysely';
import { type Field, nameFields } from '../areas/field.ts';
import {
  deleteField,
  holdFields,
  insertField,
  saveField,
  saveOrder,
  saveShown,
} from '../areas/field.store.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { moved } from '../platform/order.rules.ts';
import { fieldKey } from './field-key.rules.ts';
import type { FieldForm, NewFieldForm } from './field.schema.ts';

/** More would only make registration hard to fill in. */
export const mostFields = 20;

const refuse = (field: string, problem: string, count = 0): AppError =>
  new AppError('invalid_input', {
    fields: [{ field, text: `criteria.fields.problem.${problem}`, params: { count } }],
  });

/** One change with its audit row, one after the other. */
async function changeFields(
  db: Db,
  actor: AuditActor,
  change: (trx: Trx, fields: readonly Field[]) => Promise<readonly string[]>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('einlass fields', 0))`.execute(trx);
    // whoever is storing records by these fields is waited for, so that they are counted
    const keys = await change(trx, await holdFields(trx, 'change'));
    if (keys.length > 0) await record(trx, actor, [{ act: 'fields.changed', fields: keys }]);
  });
}

/** Records that are stored by this field and could still let somebody in. */
export async function recordsWith(db: Db, key: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from criteria_record
    where set_id in (select id from criteria_set where ${key} = any(keys)) and state <> 'used'`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Adds a field of the network's own. */
export async function addField(db: Db, actor: AuditActor, form: NewFieldForm): Promise<void> {
  const { nameDe, nameEn, type, required, criterion, comparison } = form;
  await changeFields(db, actor, async (trx, fields) => {
    if (fields.length >= mostFields) throw refuse('nameDe', 'tooMany', mostFields);
    const key = fieldKey(
      nameDe,
      fields.map((field) => field.key),
    );
    const name = { de: nameDe, en: nameEn };
    // A date has one way of being written down.
    const kept = type === 'date' ? 'exact' : comparison;
    await insertField(trx, { key, name, type, required, criterion, comparison: kept });
    return [key];
  });
}

/** Changes names and use of a field; throws `conflict` where somebody else saved since, `not_found` where there is none. */
export async function editField(db: Db, actor: AuditActor, key: string, form: FieldForm): Promise<void> {
  await changeFields(db, actor, async (trx, fields) => {
    const before = fields.find((field) => field.key === key);
    if (!before) throw new AppError('not_found');
    const { nameDe, nameEn, version } = form;
    const fixed = nameFields.includes(key);
    const [required, criterion] = fixed ? [true, true] : [form.required, form.criterion];
    const used = before.criterion && !criterion ? await recordsWith(trx, key) : 0;
    if (used > 0) throw refuse('criterion', 'inUse', used);
    const name = { de: nameDe, en: nameEn };
    if (!(await saveField(trx, { key, name, required, criterion, version }))) throw new AppError('conflict');
    return [key];
  });
}

/** Moves a field one place up or down; at the end nothing happens. */
export async function moveField(
  db: Db,
  actor: AuditActor,
  key: string,
  direction: 'up' | 'down',
): Promise<void> {
  await changeFields(db, actor, async (trx, fields) => {
    const keys = fields.map((field) => field.key);
    if (!keys.includes(key)) throw new AppError('not_found');
    const order = moved(keys, key, direction);
    if (!order) return [];
    await saveOrder(trx, order);
    return [key];
  });
}

/** Removes a field of the network's own that no record is stored by. */
export async function removeField(db: Db, actor: AuditActor, key: string, version: number): Promise<void> {
  await changeFields(db, actor, async (trx, fields) => {
    const field = fields.find((each) => each.key === key && !each.builtIn);
    if (!field) throw new AppError('not_found');
    const used = await recordsWith(trx, key);
    if (used > 0) throw refuse('field', 'inUse', used);
    if (!(await deleteField(trx, key, version))) throw new AppError('conflict');
    return [key];
  });
}

/** Saves which fields areas show, null for all; the names are always among them. */
export async function saveShownFields(
  db: Db,
  actor: AuditActor,
  byArea: ReadonlyMap<string, readonly string[] | null>,
): Promise<void> {
  await changeFields(db, actor, async (trx, fields) => {
    const known = fields.map(({ key }) => key);
    for (const [areaId, asked] of byArea) {
      const shown = asked && known.filter((key) => asked.includes(key) || nameFields.includes(key));
      if (await saveShown(trx, areaId, shown))
        await record(trx, actor, [{ act: 'fields.changed', fields: shown ?? [], areaId }]);
    }
    return [];
  });
}
