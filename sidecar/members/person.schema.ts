import { z } from 'zod';
import { readDay } from '../areas/fact.rules.ts';
import { roles } from '../areas/role.ts';
import { locales } from '../platform/i18n.ts';
import type { FieldName } from './import.ts';
import { endField } from './grant-form.rules.ts';
import { fieldSchemas } from './import-row.schema.ts';

/** A field by the same rule as its column in the workbook; an empty one is undefined. */
function typed(field: FieldName, required: boolean) {
  return z
    .string()
    .max(4000)
    .default('')
    .transform((text, context): string | undefined => {
      const value = text.normalize('NFC').trim();
      const complain = (problem: string) => {
        context.addIssue({ code: 'custom', message: `members.import.problem.${problem}` });
        return z.NEVER;
      };
      if (value === '') return required ? complain('required') : undefined;
      const read = fieldSchemas[field].safeParse(value);
      return read.success ? read.data : complain(read.error.issues[0]?.message ?? 'characters');
    });
}

const required = (field: FieldName) => typed(field, true).transform((value) => value ?? '');

const person = {
  salutation: typed('salutation', false),
  firstName: required('firstName'),
  lastName: required('lastName'),
  email: typed('email', false),
  username: typed('username', false),
  employeeNumber: typed('employeeNumber', false),
  locale: z.enum(locales, { error: 'members.import.problem.locale' }),
};

export const version = z.coerce.number().int().min(1);

export const addForm = z.object({
  ...person,
  areaId: z.uuid({ error: 'members.person.problem.area' }),
  role: z.enum(roles, { error: 'members.person.problem.role' }),
  lastDay: z
    .string()
    .default('')
    .transform((text, context) => {
      const day = readDay(text);
      if (day === undefined) context.addIssue({ code: 'custom', message: 'areas.fact.problem.date' });
      return day === '' ? undefined : day;
    }),
  formKey: z.uuid(),
  intent: z.enum(['close', 'another', 'grants']).catch('close'),
});
/** An address that has to be given, by the same rule as everywhere. */
export const neededEmail = required('email');
export const editForm = z.object({ ...person, version });
export const versionForm = z.object({ version });
/** `erase`: the second of the two buttons. */
export const deleteForm = z.object({
  version,
  erase: z
    .literal('1')
    .optional()
    .transform((value) => value !== undefined),
});

/** The matrix: `role.<area id>` is a role or empty, `end.<area id>` the last day or empty; `all` sets a whole column instead of saving. */
export const grantsForm = z
  .looseObject({ version, all: z.enum([...roles, 'none']).optional() })
  .transform(({ version: at, all, ...rest }, context) => {
    const wishes = Object.entries(rest).flatMap(([name, value]) => {
      if (!name.startsWith('role.')) return [];
      const areaId = z.uuid().safeParse(name.slice('role.'.length));
      const role = z.enum([...roles, '']).safeParse(value);
      if (!areaId.success || !role.success) {
        context.addIssue({ code: 'custom', path: [name], message: 'members.person.problem.role' });
        return [];
      }
      const wish = { areaId: areaId.data, role: role.data === '' ? undefined : role.data };
      const end = endField(wish.areaId);
      if (!(end in rest)) return [wish];
      const typedEnd = rest[end];
      const lastDay = typeof typedEnd === 'string' ? readDay(typedEnd) : undefined;
      if (lastDay !== undefined) return [{ ...wish, lastDay }];
      context.addIssue({ code: 'custom', path: [end], message: 'areas.fact.problem.date' });
      return [];
    });
    return { version: at, all, wishes };
  });

export const prefill = z.object({
  area: z.uuid().optional().catch(undefined),
  role: z.enum(roles).optional().catch(undefined),
  locale: z.enum(locales).optional().catch(undefined),
  made: z.uuid().optional().catch(undefined),
});
export const names = z.object({
  firstName: z.string().max(4000).catch(''),
  lastName: z.string().max(4000).catch(''),
});

/** Names of the fields on the page, for the summary of what was refused. */
export const personLabels = {
  salutation: 'members.import.column.salutation',
  firstName: 'members.import.column.firstName',
  lastName: 'members.import.column.lastName',
  email: 'members.import.column.email',
  username: 'members.import.column.username',
  employeeNumber: 'members.import.column.employeeNumber',
  locale: 'members.import.column.locale',
  areaId: 'members.import.column.area',
  role: 'members.import.column.role',
  lastDay: 'members.import.column.lastDay',
};
