import { createHash } from 'node:crypto';
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from '../platform/db.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import type { PendingLogin, RegistrationState, RegistrationTable } from './registration.table.ts';
import './registration.table.ts';

export type Registration = Selectable<RegistrationTable>;
/** One registration as one browser may act on it. */
export type Own = Pick<Registration, 'id' | 'browser'>;

/** What a row keeps of a browser's cookie or of an attempt at Keycloak. */
export function markOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export async function insertRegistration(db: Db, row: Insertable<RegistrationTable>): Promise<Registration> {
  return db.insertInto('registration').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findRegistration(db: Db, id: string): Promise<Registration | undefined> {
  return db.selectFrom('registration').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Only this browser's: of all others, and of ids that are none, nothing is known. */
export async function findOwn(
  db: Db,
  id: string | undefined,
  browser: Buffer,
): Promise<Registration | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await findRegistration(db, id);
  return row?.browser.equals(browser) ? row : undefined;
}

/** This browser's newest one of this attempt at Keycloak. */
export async function findByMark(db: Db, browser: Buffer, mark: Buffer): Promise<Registration | undefined> {
  return db
    .selectFrom('registration')
    .selectAll()
    .where('browser', '=', browser)
    .where('attempt_mark', '=', mark)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** This browser's newest one, whatever became of it. */
export async function findNewest(db: Db, browser: Buffer): Promise<Registration | undefined> {
  return db
    .selectFrom('registration')
    .selectAll()
    .where('browser', '=', browser)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The row whose sign-in of ours got this answer already. */
export async function findAnswered(
  db: Db,
  browser: Buffer,
  state: string,
): Promise<Registration | undefined> {
  return db
    .selectFrom('registration')
    .selectAll()
    .where('browser', '=', browser)
    .where(sql<boolean>`login->'attempt'->>'state' = ${state}`)
    .executeTakeFirst();
}

/** Takes our own sign-in that waits for this answer: of two answers to one attempt the first counts. */
export async function takeLogin(
  db: Db,
  browser: Buffer,
  state: string,
): Promise<{ row: Registration; login: PendingLogin } | undefined> {
  const { rows } = await sql<Registration & { taken: PendingLogin }>`
    update registration set login = jsonb_set(login, '{answered}', 'true') from
      (select id, login as taken from registration
        where browser = ${browser} and login->'attempt'->>'state' = ${state}
          and login->'answered' is null for update) as asked
    where registration.id = asked.id
    returning registration.*, asked.taken`.execute(db);
  const [found] = rows;
  if (!found) return undefined;
  const { taken, ...row } = found;
  return { row, login: taken };
}

/**
 * Changes a row of this browser that still is in one of these states and, where `seen` is given, has no other code and account than
 * that; undefined where it is not so any more.
 */
export async function change(
  db: Db,
  { id, browser }: Own,
  from: readonly RegistrationState[],
  values: Updateable<RegistrationTable>,
  seen?: Pick<Registration, 'code_generation' | 'code_due' | 'account_member_id'>,
): Promise<Registration | undefined> {
  return db
    .updateTable('registration')
    .set(values)
    .where('id', '=', id)
    .where('browser', '=', browser)
    .where('state', 'in', from)
    .$if(seen !== undefined, (update) =>
      update
        .where('code_generation', '=', seen?.code_generation ?? 0)
        .where('code_due', '=', seen?.code_due ?? false)
        .where('account_member_id', 'is not distinct from', seen?.account_member_id ?? null),
    )
    .returningAll()
    .executeTakeFirst();
}
