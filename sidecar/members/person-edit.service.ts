import { sql } from 'kysely';
import type { z } from 'zod';
import type { AdminScope } from '../areas/scope.ts';
import type { AuditEvent } from '../audit/event.ts';
import { isUniqueViolation, type Trx } from '../platform/db.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { Member, MemberWithGrants } from './member.ts';
import { administrator, changePerson, type PersonDeps, requireRight } from './person-change.service.ts';
import { takenKeys } from './person-keys.store.ts';
import { rightsOn } from './person.rules.ts';
import type { editForm } from './person.schema.ts';

export type PersonEdit = z.output<typeof editForm>;
type Identity = Omit<PersonEdit, 'version'> & { username: string };

const compared = [
  'salutation',
  'firstName',
  'lastName',
  'email',
  'username',
  'employeeNumber',
  'locale',
] as const;

function changedFields(member: Member, wanted: Identity): string[] {
  return compared.filter((field) => {
    const [held, typed] = [member[field] ?? '', wanted[field] ?? ''];
    return field === 'email' || field === 'username'
      ? held.toLowerCase() !== typed.toLowerCase()
      : held !== typed;
  });
}

async function store(trx: Trx, id: string, person: Identity): Promise<void> {
  await trx
    .updateTable('member')
    .set({
      salutation: person.salutation ?? null,
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email ?? null,
      email_verified: sql`email_verified and lower(email) = lower(${person.email ?? null})`,
      username: person.username,
      employee_number: person.employeeNumber ?? null,
      locale: person.locale,
    })
    .where('id', '=', id)
    .execute();
}

const refuse = (fields: readonly FieldError[]) => new AppError('invalid_input', { fields });

export type Edited = { linkDied: boolean; letter?: 'died' | 'outdated' };

/** The change of a person whose row the transaction holds; throws to refuse. Answers what to record and what died by it. */
export async function editHeld(
  deps: Pick<PersonDeps, 'endInvitations'>,
  scope: AdminScope,
  trx: Trx,
  { person, now, form }: { person: MemberWithGrants; now: Date; form: Omit<PersonEdit, 'version'> },
): Promise<{ events: AuditEvent[]; edited: Edited }> {
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
  const edited: Edited = { linkDied: false };
  if (newEmail) edited.linkDied = (await deps.endInvitations(trx, person.id, administrator(scope), now)) > 0;
  if (person.passwordAccess && newEmail) edited.letter = 'died';
  else if (person.passwordAccess && fields.includes('username')) edited.letter = 'outdated';
  const events: AuditEvent[] =
    fields.length > 0 ? [{ act: 'member.changed', memberId: person.id, fields }] : [];
  return { events, edited };
}

/** Says at the field where somebody was faster by one of the keys, between the look and the write. */
export async function refusingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const field = ['email', 'username', 'employeeNumber'].find((key) =>
      isUniqueViolation(error, `member_${key === 'employeeNumber' ? 'employee_number' : key}`),
    );
    if (field) throw refuse([{ field, text: `members.person.problem.${field}Taken` }]);
    throw error;
  }
}

/**
 * Changes who somebody is. Until the first sign-in also the e-mail address: the link that went to the old one dies. Answers whether one died,
 * and what has become of a letter with an initial password: dead by an address, or naming the old user name.
 */
export async function editPerson(
  deps: PersonDeps,
  scope: AdminScope,
  id: string | undefined,
  form: PersonEdit,
): Promise<Edited> {
  let edited: Edited = { linkDied: false };
  await refusingTaken(() =>
    changePerson(deps, scope, id, form.version, async (trx, person, now) => {
      const done = await editHeld(deps, scope, trx, { person, now, form });
      edited = done.edited;
      return done.events;
    }),
  );
  return edited;
}
