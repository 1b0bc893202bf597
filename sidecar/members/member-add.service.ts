import { randomUUID } from 'node:crypto';
import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import type { GivenGrant } from './member.ts';
import './member.table.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import { insertPeople } from './member-insert.store.ts';

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

/** Adds people with grants and audit rows, in the caller's transaction. Answers their ids, in order. */
export async function insertMembers(
  trx: Trx,
  actor: AuditActor,
  members: readonly NewMember[],
): Promise<string[]> {
  const by = actor.kind === 'administrator' ? actor.memberId : null;
  const people = members.map((member) => ({ ...member, id: randomUUID(), by }));
  await insertPeople(trx, people);
  const events = people.flatMap(({ id: memberId, origin, grants }): AuditEvent[] => [
    { act: 'member.created', memberId, origin },
    ...grants.map(({ areaId, role }) => ({ act: 'grant.added', areaId, role, memberId, origin }) as const),
  ]);
  await record(trx, actor, events);
  return people.map(({ id }) => id);
}

/** The same for one person. */
export async function insertMember(trx: Trx, actor: AuditActor, member: NewMember): Promise<string> {
  const [id] = await insertMembers(trx, actor, [member]);
  if (!id) throw new Error('nobody was added');
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
