import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { AdminScope } from '../areas/scope.ts';
import { endOf } from '../platform/day.rules.ts';
import { type Db, isUniqueViolation } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { insertMember } from './member-add.service.ts';
import { type Newcomers, noNewcomers } from './newcomers.ts';
import { findMember } from './member.store.ts';
import { grantableRoles } from './person.rules.ts';
import type { addForm } from './person.schema.ts';
import { nextUsername, takenKeys } from './person-keys.store.ts';

export type PersonForm = Omit<z.output<typeof addForm>, 'intent' | 'lastDay'> & {
  /** The last day of the grant, `2026-05-31`; without it there is no end. */
  lastDay?: string | undefined;
};

/** How often somebody else may be faster by one of the keys before it is given up. */
const rounds = 3;

function requireGrantable(scope: AdminScope, { areaId, role, lastDay }: PersonForm): void {
  const grantable = grantableRoles(scope, areaId);
  const refuse = (field: string, text: string) =>
    new AppError('invalid_input', { fields: [{ field, text }] });
  if (grantable.length === 0) throw refuse('areaId', 'members.person.problem.area');
  if (lastDay && role === 'network_manager')
    throw refuse('lastDay', 'members.person.problem.endOfNetworkManager');
  if (!grantable.includes(role)) throw refuse('role', 'members.person.problem.role');
}

/** The person whom this very form made before, if it says the same as now. */
async function madeBefore(db: Db, scope: AdminScope, form: PersonForm): Promise<string | undefined> {
  const row = await db
    .selectFrom('member')
    .select('id')
    .where('form_key', '=', form.formKey)
    .where('created_by', '=', scope.actor.memberId)
    .executeTakeFirst();
  const member = row && (await findMember(db, row.id));
  const same =
    member &&
    member.firstName === form.firstName &&
    member.lastName === form.lastName &&
    (member.email ?? undefined) === form.email &&
    (member.employeeNumber ?? undefined) === form.employeeNumber &&
    (form.username === undefined || form.username === member.username);
  return same ? member.id : undefined;
}

async function insert(db: Db, scope: AdminScope, form: PersonForm, newcomers: Newcomers): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const fields = await takenKeys(trx, scope, form);
    if (fields.length > 0) throw new AppError('invalid_input', { fields });
    const { areaId, role, lastDay, ...person } = form;
    const username = form.username ?? (await nextUsername(trx, form.firstName, form.lastName));
    const actor = { kind: 'administrator', memberId: scope.actor.memberId } as const;
    const grants = [{ areaId, role, endsAt: lastDay ? endOf(lastDay) : null }];
    const memberId = await insertMember(trx, actor, { ...person, username, origin: 'manual', grants });
    if (!person.email) await newcomers.withoutEmail(trx, [{ memberId }], actor);
    return memberId;
  });
}

/**
 * Adds one person by hand; the account follows by admission. A form that is sent twice (double click, reload) makes one person.
 * Throws `invalid_input` with field errors for a key that is taken, an area or a role that may not be given.
 */
export async function addPerson(
  db: Db,
  scope: AdminScope,
  form: PersonForm,
  newcomers: Newcomers = noNewcomers,
): Promise<string> {
  requireGrantable(scope, form);
  let formKey = form.formKey;
  for (let round = 1; ; round += 1) {
    const before = await madeBefore(db, scope, form);
    if (before) return before;
    try {
      return await insert(db, scope, { ...form, formKey }, newcomers);
    } catch (error) {
      // The other press of the same button may have been faster by a moment; then its keys are the ones that are taken.
      const made = await madeBefore(db, scope, form);
      if (made) return made;
      if (!isUniqueViolation(error) || round === rounds) throw error;
      // Gone back and typed somebody else: that is another person, who needs a key of their own.
      if (isUniqueViolation(error, 'member_form_key_key')) formKey = randomUUID();
    }
  }
}
