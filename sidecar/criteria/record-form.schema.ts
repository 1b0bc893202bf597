import { z } from 'zod';
import { readEndOfDay, readFact } from '../areas/fact.rules.ts';
import type { Facts, Field } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import { roles } from '../areas/role.ts';
import type { FieldError } from '../platform/errors.ts';

export const factName = (key: string): string => `fact.${key}`;
const grantPrefix = 'role.';
const endsName = 'endsAt';

/** What a form of records sends, read only as far as it can be without knowing the network's fields. */
export const recordForm = z.looseObject({
  formKey: z.uuid(),
  intent: z.enum(['close', 'another']).catch('close'),
});
export const editForm = z.looseObject({ version: z.coerce.number().int().min(1) });
/** While somebody types: nothing of it has to fit. */
export const typedForm = z.looseObject({ recordId: z.uuid().optional().catch(undefined) });

export type Typed = Readonly<Record<string, unknown>>;
/** Facts without the empty ones; problems are field errors of the form. */
export type ReadFacts = { facts: Facts; problems: FieldError[] };
export type ReadForm = ReadFacts & { grants: HeldGrant[]; endsAt: Date | null };

/** The fields that a form offers: those that are criteria, and those of which a record has a fact already. */
export function offeredFields(fields: readonly Field[], facts: Facts = {}): Field[] {
  return fields.filter(({ key, criterion }) => criterion || facts[key] !== undefined);
}

const typedText = (typed: Typed, name: string): string => {
  const value = typed[name];
  return typeof value === 'string' ? value : '';
};

export function readFacts(fields: readonly Field[], typed: Typed): ReadFacts {
  const problems: FieldError[] = [];
  const facts = fields.flatMap((field) => {
    const read = readFact(field, typedText(typed, factName(field.key)));
    if ('problem' in read) problems.push({ field: factName(field.key), text: read.problem });
    return 'fact' in read && read.fact !== '' ? [[field.key, read.fact] as const] : [];
  });
  return { facts: Object.fromEntries(facts), problems };
}

function readGrants(typed: Typed, problems: FieldError[]): HeldGrant[] {
  return Object.entries(typed).flatMap(([name, value]) => {
    if (!name.startsWith(grantPrefix) || value === '') return [];
    const areaId = z.uuid().safeParse(name.slice(grantPrefix.length));
    const role = z.enum(roles).safeParse(value);
    if (areaId.success && role.success) return [{ areaId: areaId.data, role: role.data }];
    problems.push({ field: name, text: 'members.person.problem.role' });
    return [];
  });
}

/** Everything that the form says, with all that is wrong with it; `offered` are the fields that it had. */
export function readForm(offered: readonly Field[], typed: Typed): ReadForm {
  const { facts, problems } = readFacts(offered, typed);
  const first = offered[0];
  if (first && problems.length === 0 && Object.keys(facts).length === 0)
    problems.push({ field: factName(first.key), text: 'criteria.problem.noFact' });
  const grants = readGrants(typed, problems);
  if (grants.length === 0 && !problems.some(({ field }) => field.startsWith(grantPrefix)))
    problems.push({ field: 'grants', text: 'criteria.problem.noGrant' });
  const endsAt = readEndOfDay(typedText(typed, endsName));
  if (endsAt === undefined) problems.push({ field: endsName, text: 'areas.fact.problem.date' });
  return { facts, problems, grants, endsAt: endsAt ?? null };
}
