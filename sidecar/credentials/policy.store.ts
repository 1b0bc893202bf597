import type { Db } from '../platform/db.ts';
import { parsePolicy, type PasswordPolicy } from './password-policy.rules.ts';
import './letter.table.ts';

/** The realm's password policy as it was read last; empty while it never was. */
export async function readPolicy(db: Db): Promise<PasswordPolicy> {
  const row = await db.selectFrom('realm_policy').select('password_policy').executeTakeFirst();
  return parsePolicy(row?.password_policy ?? '');
}

/** Whether it was read after `since`. */
export async function policyIsFresh(db: Db, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('realm_policy')
    .select('read_at')
    .where('read_at', '>', since)
    .executeTakeFirst();
  return row !== undefined;
}

export async function keepPolicy(db: Db, policy: string, now: Date): Promise<void> {
  const values = { password_policy: policy, read_at: now };
  await db
    .insertInto('realm_policy')
    .values(values)
    .onConflict((conflict) => conflict.column('only_row').doUpdateSet(values))
    .execute();
}
