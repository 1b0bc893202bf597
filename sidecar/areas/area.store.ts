import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import { type Area, type AreaTree, areaTree } from './area.ts';
import type { AreaKind } from './area.table.ts';
import './area.table.ts';

/** The tree as it is now, siblings by name. */
export async function readTree(db: Db): Promise<AreaTree> {
  const rows = await db
    .selectFrom('area')
    .select(['id', 'slug', 'name', 'kind', 'parent_id', 'start_app_url'])
    .orderBy('name')
    .execute();
  return areaTree(
    rows.map(
      (row): Area => ({
        id: row.id,
        slug: row.slug,
        name: row.name,
        kind: row.kind,
        parentId: row.parent_id,
        startAppUrl: row.start_app_url,
      }),
    ),
  );
}

/** Inserts and returns the new id; a slug that exists is refused by the unique index. */
export async function insertArea(
  trx: Db,
  area: { slug: string; name: string; kind: AreaKind; parentId: string | null },
): Promise<string> {
  const row = await trx
    .insertInto('area')
    .values({
      slug: area.slug,
      name: area.name,
      kind: area.kind,
      parent_id: area.parentId,
      start_app_url: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Changes the display name; slugs never change (architecture.md 10). False where nothing changed. */
export async function renameArea(trx: Db, slug: string, name: string): Promise<string | undefined> {
  const row = await trx
    .updateTable('area')
    .set((eb) => ({ name, version: eb('version', '+', 1) }))
    .where('slug', '=', slug)
    .where('name', '<>', name)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export type AreaGroup = { areaId: string; role: string; groupId: string | null; access: readonly string[] };

export async function readAreaGroups(db: Db): Promise<AreaGroup[]> {
  const rows = await db.selectFrom('area_group').selectAll().execute();
  return rows.map((row) => ({
    areaId: row.area_id,
    role: row.role,
    groupId: row.keycloak_group_id,
    access: row.access,
  }));
}

/** Waits until nobody else writes role groups at Keycloak; held until the transaction ends. */
export async function takeGroupsTurn(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('einlass role groups', 0))`.execute(trx);
}

/** Does this so that its failing, which it throws, leaves the rest of the transaction as it was. */
export async function aside(trx: Trx, work: () => Promise<void>): Promise<void> {
  await sql`savepoint aside`.execute(trx);
  try {
    await work();
    await sql`release savepoint aside`.execute(trx);
  } catch (error) {
    await sql`rollback to savepoint aside`.execute(trx);
    throw error;
  }
}

/** Remembers what Keycloak's group of this area and role is and opens. */
export async function saveAreaGroup(
  db: Db,
  group: { areaId: string; role: string; groupId: string; access: string[] },
): Promise<void> {
  const values = { keycloak_group_id: group.groupId, access: group.access };
  // Two processes that make the group at once meet at the one of two unique keys that is looked at first.
  const added = await db
    .insertInto('area_group')
    .values({ area_id: group.areaId, role: group.role, ...values })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return;
  await db
    .updateTable('area_group')
    .set(values)
    .where('area_id', '=', group.areaId)
    .where('role', '=', group.role)
    .execute();
}
