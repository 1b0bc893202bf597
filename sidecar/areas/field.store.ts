import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { Field } from './field.ts';
import { shownFields } from './field.ts';
import './area.table.ts';
import './field.table.ts';

/** Every field of the network in its order. */
export async function readFields(db: Db): Promise<Field[]> {
  const rows = await db.selectFrom('member_field').selectAll().orderBy('position').orderBy('key').execute();
  return rows.map((row) => ({
    key: row.key,
    builtIn: row.built_in,
    name: { de: row.name_de, en: row.name_en },
    type: row.type,
    required: row.required,
    criterion: row.criterion,
    comparison: row.comparison,
    version: row.version,
  }));
}

/** The fields as they stay until the transaction ends: `read` by whoever stores facts of them, to `change` them alone. */
export async function holdFields(trx: Trx, wish: 'read' | 'change'): Promise<Field[]> {
  const how = wish === 'read' ? sql`share` : sql`update`;
  await sql`select from member_field order by key for ${how}`.execute(trx);
  return readFields(trx);
}

/** Which fields each area shows at registration, by area id; null: all of them. */
export async function readShownByArea(db: Db): Promise<Map<string, readonly string[] | null>> {
  const rows = await db.selectFrom('area').select(['id', 'registration_fields']).execute();
  return new Map(rows.map((row) => [row.id, row.registration_fields]));
}

/** The fields that somebody is asked for who registers for this area, or for none. */
export async function readShownFields(db: Db, areaId: string | null): Promise<Field[]> {
  const fields = await readFields(db);
  if (areaId === null) return shownFields(fields, null);
  const area = await db
    .selectFrom('area')
    .select('registration_fields')
    .where('id', '=', areaId)
    .executeTakeFirst();
  return shownFields(fields, area?.registration_fields ?? null);
}

/** Saves what an area shows; false where nothing changed. */
export async function saveShown(trx: Trx, areaId: string, shown: readonly string[] | null): Promise<boolean> {
  const { rows } = await sql`
    update area set registration_fields = ${shown}::text[]
    where id = ${areaId} and registration_fields is distinct from ${shown}::text[] returning id`.execute(trx);
  return rows.length > 0;
}

/** Adds a field at the end. */
export async function insertField(trx: Trx, field: Omit<Field, 'builtIn' | 'version'>): Promise<void> {
  const { key, name, type, required, criterion, comparison } = field;
  await sql`
    insert into member_field (key, name_de, name_en, type, required, criterion, comparison, position)
    select ${key}, ${name.de}, ${name.en}, ${type}, ${required}, ${criterion}, ${comparison}, coalesce(max(position), 0) + 1
    from member_field`.execute(trx);
}

/** Changes what may be changed of a field at this version; false where somebody was faster. */
export async function saveField(
  trx: Trx,
  {
    key,
    name,
    required,
    criterion,
    version,
  }: Pick<Field, 'key' | 'name' | 'required' | 'criterion' | 'version'>,
): Promise<boolean> {
  const saved = await trx
    .updateTable('member_field')
    .set({ name_de: name.de, name_en: name.en, required, criterion, version: version + 1 })
    .where('key', '=', key)
    .where('version', '=', version)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}

/** Gives all fields their places in this order. */
export async function saveOrder(trx: Trx, keys: readonly string[]): Promise<void> {
  await sql`
    update member_field f set position = o.position
    from unnest(${keys}::text[]) with ordinality as o(key, position) where o.key = f.key`.execute(trx);
}

/** Removes a field of the network's own at this version, also from what areas show; false where somebody was faster. */
export async function deleteField(trx: Trx, key: string, version: number): Promise<boolean> {
  const gone = await trx
    .deleteFrom('member_field')
    .where('key', '=', key)
    .where('version', '=', version)
    .where('built_in', '=', false)
    .executeTakeFirst();
  if (gone.numDeletedRows !== 1n) return false;
  await sql`update area set registration_fields = array_remove(registration_fields, ${key})
    where ${key} = any(registration_fields)`.execute(trx);
  return true;
}
