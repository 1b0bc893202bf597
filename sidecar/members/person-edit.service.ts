import type { z } from 'zod';
import type { AdminScope } from '../areas/scope.ts';
import { isUniqueViolation, type Trx } from '../platform/db.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { Member } from './member.ts';
import { administrator, changePerson, type PersonDeps, requireRight } from './person-change.service.ts';
import { takenKeys } from './person-keys.store.ts';
import { rightsOn } from './person.rules.ts';
import type { editForm } from './person.schema.ts';

export type PersonEdit = z.output<typeof editForm>;

const compared = [
  'salutation',
  'firstName',
  'lastName',
  'email',
  'username',
  'employeeNumber',
  'locale',
] as const;

function changedFields(member: Member, wanted: PersonEdit & { username: string }): string[] {
  return compared.filter((field) => {
    const [held, typed] = [member[field] ?? '', wanted[field] ?? ''];
    return field === 'email' || field === 'username'
      ? held.toLowerCase() !== typed.toLowerCase()
      : held !== typed;
  });
}

async function store(trx: Trx, id: string, person: PersonEdit & { username: string }): Promise<void> {
  await trx
    .updateTable('member')
    .set({
      salutation: person.salutation ?? null,
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email ?? null,
      username: person.username,
      employee_number: person.employeeNumber ?? null,
      locale: person.locale,
    })
    .where('id', '=', id)
    .execute();
}

const refuse = (fields: readonly FieldError[]) => new AppError('invalid_input', { fields });

/**
 * Changes who somebody is. Until the first sign-in also the e-mail address: the link that went to the old one dies. Answers whether one died,
 * and what has become of a letter with an initial password: dead by an address, or naming the old user name.
 */
export async function editPerson(
  deps: PersonDeps,
  scope: AdminScope,
  id: string | undefined,
  form: PersonEdit,
): Promise<{ linkDied: boolean; letter?: 'died' | 'outdated' }> {
  let linkDied = false;
  let letter: 'died' | 'outdated' | undefined;
  try {
    await changePerson(deps, scope, id, form.version, async (trx, person, now) => {
      requireRight(rightsOn(scope, person).identity);
      const wanted = { ...form, username: form.username ?? person.username };
      const fields = changedFields(person, wanted);
      const newEmail = fields.includes('email');
      if (newEmail && person.activatedAt)
        throw refuse([{ field: 'email', text: 'members.person.problem.emailFixed' }]);
      const keys = Object.fromEntries(
        (['email', 'username', 'employeeNumber'] as const)
          .filter((field) => fields.includes(field))
          .map((field) => [field, wanted[field]]),
      );
      const taken = await takenKeys(trx, scope, keys, person.id);
      if (taken.length > 0) throw refuse(taken);
      await store(trx, person.id, wanted);
      if (newEmail) {
        const ended = await deps.endInvitations(trx, person.id, administrator(scope), now);
        linkDied = ended > 0;
      }
      if (person.passwordAccess && newEmail) letter = 'died';
      else if (person.passwordAccess && fields.includes('username')) letter = 'outdated';
      return fields.length > 0 ? [{ act: 'member.changed', memberId: person.id, fields }] : [];
    });
  } catch (error) {
    // Somebody was faster by one of the keys, between the look and the write.
    const field = ['email', 'username', 'employeeNumber'].find((key) =>
      isUniqueViolation(error, `member_${key === 'employeeNumber' ? 'employee_number' : key}`),
    );
    if (field) throw refuse([{ field, text: `members.person.problem.${field}Taken` }]);
    throw error;
  }
  return letter ? { linkDied, letter } : { linkDied };
}
