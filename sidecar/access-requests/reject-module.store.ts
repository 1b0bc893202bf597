import { sql } from 'kysely';
import type { AreaTree } from '../areas/area.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import './request.table.ts';

/** A ready-made reason for a rejection, with the area whose it is; `name` is what managers choose by, `text` what applicants read. */
export type RejectModule = {
  id: string;
  areaId: string;
  name: string;
  text: Readonly<Record<Locale, string>>;
  version: number;
};
export type RejectModuleWords = Pick<RejectModule, 'name' | 'text'>;

const columns = ['id', 'area_id', 'name', 'text_de', 'text_en', 'version'] as const;
type Row = { id: string; area_id: string; name: string; text_de: string; text_en: string; version: number };

const fromRow = (row: Row): RejectModule => ({
  id: row.id,
  areaId: row.area_id,
  name: row.name,
  text: { de: row.text_de, en: row.text_en },
  version: row.version,
});
const toRow = ({ name, text }: RejectModuleWords) => ({ name, text_de: text.de, text_en: text.en });

/** What may be chosen where a request to this area is rejected: its own modules in their order, then those of the areas above, nearest first. */
export async function readRejectModules(db: Db, tree: AreaTree, areaId: string): Promise<RejectModule[]> {
  const lineage = tree.lineage(areaId).map(({ id }) => id);
  if (lineage.length === 0) return [];
  const rows = await db
    .selectFrom('reject_module')
    .select(columns)
    .where('area_id', 'in', lineage)
    .orderBy(sql`array_position(${lineage}::uuid[], area_id)`)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

export async function readRejectModule(db: Db, id: string): Promise<RejectModule | undefined> {
  const row = await db.selectFrom('reject_module').select(columns).where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** The area's own modules in their order; nobody else changes them until the transaction ends. */
export async function holdRejectModules(trx: Trx, areaId: string): Promise<RejectModule[]> {
  await trx.selectFrom('area').select('id').where('id', '=', areaId).forNoKeyUpdate().execute();
  const rows = await trx
    .selectFrom('reject_module')
    .select(columns)
    .where('area_id', '=', areaId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

/** Adds a module behind those that the area has. */
export async function insertRejectModule(trx: Trx, areaId: string, words: RejectModuleWords): Promise<void> {
  const behind = sql<number>`(select coalesce(max(position), 0) + 1 from reject_module where area_id = ${areaId})`;
  await trx
    .insertInto('reject_module')
    .values({ ...toRow(words), area_id: areaId, position: behind })
    .execute();
}

/** Saves the words of a module at the version that was seen; false where somebody was faster. */
export async function saveRejectModule(
  trx: Trx,
  { id, version }: Pick<RejectModule, 'id' | 'version'>,
  words: RejectModuleWords,
): Promise<boolean> {
  const saved = await trx
    .updateTable('reject_module')
    .set({ ...toRow(words), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}

/** Removes a module at the version that was seen; false where somebody was faster. */
export async function deleteRejectModule(
  trx: Trx,
  { id, version }: Pick<RejectModule, 'id' | 'version'>,
): Promise<boolean> {
  const gone = await trx
    .deleteFrom('reject_module')
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return gone.numDeletedRows === 1n;
}

/** Gives modules their places in this order. */
export async function saveRejectOrder(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`
    update reject_module m set position = o.position
    from unnest(${ids}::uuid[]) with ordinality as o(id, position) where o.id = m.id`.execute(trx);
}
