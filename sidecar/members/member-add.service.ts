import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import type { GivenGrant } from './member.ts';
import './member.table.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import { endOfStep } from './person.rules.ts';

export type NewMember = {
  salutation?: string | undefined;
  firstName: string;
  lastName: string;
  email?: string | undefined;
  username: string;
  employeeNumber?: string | undefined;
  locale: Locale;
  origin: string;
  grants: readonly GivenGrant[];
  /** Came by a registration: their address is proven, and the account, which is open at once, has its turn at `dueAt`. */
  registered?: { dueAt: Date };
  /** The form it was typed into; the second use of one is refused by the unique key `member_form_key_key`. */
  formKey?: string;
};

const fieldOf: Record<string, string> = {
  member_email: 'email',
  member_username: 'username',
  member_employee_number: 'employeeNumber',
};

function conflict(error: unknown): AppError {
  const field = fieldOf[(error as { constraint?: string }).constraint ?? ''] ?? 'username';
  return new AppError('conflict', { fields: [{ field, text: 'members.problem.taken' }], cause: error });
}

/** Adds one person with grants and audit rows, in the caller's transaction. Answers the member's id. */
export async function insertMember(trx: Trx, actor: AuditActor, member: NewMember): Promise<string> {
  const { origin } = member;
  const by = actor.kind === 'administrator' ? actor.memberId : null;
  const { id } = await trx
    .insertInto('member')
    .values({
      salutation: member.salutation ?? null,
      first_name: member.firstName,
      last_name: member.lastName,
      email: member.email ?? null,
      username: member.username,
      employee_number: member.employeeNumber ?? null,
      locale: member.locale,
      origin,
      form_key: member.formKey ?? null,
      created_by: by,
      ...(member.registered
        ? { state: 'registered', email_verified: true, sync_due_at: member.registered.dueAt }
        : {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const grants = member.grants.map(({ areaId, role }) => ({ areaId, role, memberId: id, origin }));
  for (const { areaId, role, endsAt } of member.grants) {
    const ends_at = endOfStep({ areaId, role, endsAt: endsAt ?? null, from: undefined });
    const values = { member_id: id, area_id: areaId, role, origin, granted_by: by, ends_at };
    await trx.insertInto('grant').values(values).execute();
  }
  await record(trx, actor, [
    { act: 'member.created', memberId: id, origin },
    ...grants.map((grant) => ({ act: 'grant.added', ...grant }) as const),
  ]);
  return id;
}

/** The same in a transaction of its own; the account follows by admission. Throws `conflict` for a key that is taken. */
export async function addMember(db: Db, actor: AuditActor, member: NewMember): Promise<string> {
  try {
    return await db.transaction().execute((trx) => insertMember(trx, actor, member));
  } catch (error) {
    throw isUniqueViolation(error) ? conflict(error) : error;
  }
}
