import type { HeldGrant } from '../areas/policy.rules.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { type Db, isUniqueViolation } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';

export type NewMember = {
  firstName: string;
  lastName: string;
  email?: string;
  username: string;
  locale: Locale;
  origin: string;
  grants: readonly HeldGrant[];
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

/** Adds one person with grants and audit rows; the account follows by admission. Answers the member's id. */
export async function addMember(db: Db, actor: AuditActor, member: NewMember): Promise<string> {
  const { origin } = member;
  try {
    return await db.transaction().execute(async (trx) => {
      const { id } = await trx
        .insertInto('member')
        .values({
          salutation: null,
          first_name: member.firstName,
          last_name: member.lastName,
          email: member.email ?? null,
          username: member.username,
          employee_number: null,
          locale: member.locale,
          origin,
          keycloak_user_id: null,
          sync_lease_until: null,
          sync_error: null,
          created_by: actor.kind === 'administrator' ? actor.memberId : null,
          activated_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const grants = member.grants.map(({ areaId, role }) => ({ areaId, role, memberId: id, origin }));
      for (const { areaId, role } of grants) {
        const values = { member_id: id, area_id: areaId, role, origin, granted_by: null, ends_at: null };
        await trx.insertInto('grant').values(values).execute();
      }
      await record(trx, actor, [
        { act: 'member.created', memberId: id, origin },
        ...grants.map((grant) => ({ act: 'grant.added', ...grant }) as const),
      ]);
      return id;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? conflict(error) : error;
  }
}
