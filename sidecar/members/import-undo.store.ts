import { type RawBuilder, sql } from 'kysely';
import { isUniqueViolation, type Db, type Trx } from '../platform/db.ts';
import '../audit/audit.table.ts';
import type { FieldName, RecordRow } from './import.ts';
import type { Plan } from './import-diff.rules.ts';
import { type Before, comesBack, type Found, type RawGrant, type UndoRow } from './import-undo.rules.ts';
import { grantsOf, memberOf } from './member.store.ts';
import { endOfStep } from './person.rules.ts';
import { deletedRow } from './person.store.ts';
import './member.table.ts';

const columnOf = {
  salutation: 'salutation',
  firstName: 'first_name',
  lastName: 'last_name',
  email: 'email',
  username: 'username',
  employeeNumber: 'employee_number',
  locale: 'locale',
} as const satisfies Record<FieldName, string>;
const fieldNames = Object.keys(columnOf) as FieldName[];

/** Acts after which a person is no longer only a row of an import. */
const settling = ['invitation.created', 'letter.printed', 'letter.shown', 'member.activated'];

/** The grants of these people by member id, as their rows are. */
export async function rawGrants(db: Db, memberIds: readonly string[]): Promise<Map<string, RawGrant[]>> {
  if (memberIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('grant')
    .select(['member_id', 'area_id', 'role', 'origin', 'granted_by', 'ends_at', 'term_from'])
    .where('member_id', 'in', [...memberIds])
    .execute();
  const grants = rows.map((row) => ({
    memberId: row.member_id,
    areaId: row.area_id,
    role: row.role,
    origin: row.origin,
    grantedBy: row.granted_by,
    endsAt: row.ends_at?.toISOString() ?? null,
    termFrom: row.term_from?.toISOString() ?? null,
  }));
  return Map.groupBy(grants, ({ memberId }) => memberId);
}

/** What a row that was just written leaves and what it found; `held` are the grants from before. */
export function beforeOf(
  { row, plan }: { row: RecordRow; plan: Plan },
  held: readonly (RawGrant & { memberId?: string })[],
): Before {
  const { member } = plan;
  const values: Partial<Record<FieldName, string>> = row.record;
  const left = (field: FieldName): string | null => values[field] ?? (field === 'locale' ? 'de' : null);
  const fields = (member ? plan.fields : fieldNames).map((field) => ({
    field,
    from: member?.[field] ?? null,
    to: left(field),
  }));
  const grants = plan.grants.map((step) => {
    const { areaId, role: to } = step;
    const toEnd = endOfStep(step)?.toISOString() ?? null;
    const found = held.find((grant) => grant.areaId === areaId);
    if (!found) return { areaId, from: null, to, toEnd };
    const { memberId: _, ...from } = found;
    return { areaId, from, to, toEnd };
  });
  return { created: !member, fields, grants };
}

/** How many of these people (a query for their ids) were ever invited or have signed in. */
export async function settledAmong(db: Db, members: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ settled: number }>`
    select count(*)::int as settled from member m where m.id in (${members}) and (
      m.state = 'invited' or m.activated_at is not null
      or exists (select from audit a where a.member_id = m.id and a.act in (${sql.join(settling)})))`.execute(
    db,
  );
  return rows[0]?.settled ?? 0;
}

/** Takes the rows of these people until the transaction ends and tells what is true about each of them now. */
export async function lockForUndo(trx: Trx, memberIds: readonly string[]): Promise<Map<string, Found>> {
  const ids = [...memberIds];
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('member')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  // a statement of its own, so that it sees what whoever held the rows before has written
  const [grants, active, settled] = [
    await rawGrants(trx, ids),
    await grantsOf(trx, ids),
    await trx
      .selectFrom('audit')
      .select('member_id')
      .distinct()
      .where('member_id', 'in', ids)
      .where('act', 'in', settling)
      .execute(),
  ];
  const known = new Set(settled.map((row) => row.member_id));
  return new Map(
    rows.map((row) => {
      const member = { ...memberOf(row), grants: active.get(row.id) ?? [] };
      const found = {
        grants: grants.get(row.id) ?? [],
        settled: known.has(row.id) || row.activated_at !== null,
      };
      return [row.id, row.state === 'deleted' ? found : { ...found, member }];
    }),
  );
}

const dueAgain = (now: Date) =>
  ({
    sync_version: sql<number>`sync_version + 1`,
    sync_state: sql<'pending'>`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
    sync_due_at: now,
    sync_failures: 0,
    sync_error: null,
  }) as const;

/** As `setDeleted`, for many: gone for good, keys free for others, due to be removed at Keycloak. */
export async function deleteMembers(trx: Trx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await trx
    .updateTable('member')
    .set({ ...deletedRow(now), ...dueAgain(now) })
    .where('id', 'in', [...ids])
    .where('state', '=', 'created')
    .execute();
  await trx
    .deleteFrom('grant')
    .where('member_id', 'in', [...ids])
    .execute();
}

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** Puts one person's fields and grants back; false where a key belongs to somebody else by now: then nothing of it happens. */
export async function restoreMember(
  trx: Trx,
  { subjectId: id, before }: UndoRow,
  now: Date,
): Promise<boolean> {
  await sql`savepoint restoring`.execute(trx);
  try {
    const values = Object.fromEntries(before.fields.map(({ field, from }) => [columnOf[field], from]));
    await trx
      .updateTable('member')
      .set({ ...values, ...dueAgain(now) })
      .where('id', '=', id)
      .execute();
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    await sql`rollback to savepoint restoring`.execute(trx);
    return false;
  }
  for (const { areaId, from } of before.grants) {
    const grant = trx.updateTable('grant').where('member_id', '=', id).where('area_id', '=', areaId);
    if (comesBack(from, now)) {
      const { role, origin, grantedBy, endsAt, termFrom } = from;
      const term = { ends_at: dateOf(endsAt), term_from: dateOf(termFrom), end_told_at: null };
      await grant.set({ role, origin, granted_by: grantedBy, ...term }).execute();
    } else await trx.deleteFrom('grant').where('member_id', '=', id).where('area_id', '=', areaId).execute();
  }
  await sql`release savepoint restoring`.execute(trx);
  return true;
}
