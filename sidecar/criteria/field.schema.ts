import { z } from 'zod';
import { comparisons, fieldTypes } from '../areas/field.table.ts';
import { cleanLine } from '../platform/text.rules.ts';

const problem = (name: string): string => `criteria.fields.problem.${name}`;
const name = z
  .string()
  .max(4000)
  .default('')
  .transform(cleanLine)
  .pipe(z.string().min(1, problem('name')).max(60, problem('long')));
const yes = z
  .enum(['yes', 'no'])
  .default('no')
  .transform((value) => value === 'yes');
export const version = z.coerce.number().int().min(1);

const common = { nameDe: name, nameEn: name, required: yes, criterion: yes };
export const newFieldForm = z.object({
  ...common,
  type: z.enum(fieldTypes, { error: problem('type') }),
  comparison: z.enum(comparisons).default('exact'),
});
export const fieldForm = z.object({ ...common, version });
export type NewFieldForm = z.output<typeof newFieldForm>;
export type FieldForm = z.output<typeof fieldForm>;
export const removeForm = z.object({ version });
export const moveForm = z.object({ direction: z.enum(['up', 'down']) });
export const changeForm = z.object({ change: z.uuid() });

/** `comparison.<key>` for each field; anything else is not looked at. */
export const comparisonForm = z.looseObject({}).transform((form) =>
  Object.fromEntries(
    Object.entries(form).flatMap(([entry, value]) => {
      const comparison = z.enum(comparisons).safeParse(value);
      return entry.startsWith('comparison.') && comparison.success
        ? [[entry.slice('comparison.'.length), comparison.data] as const]
        : [];
    }),
  ),
);

/** `all.<area id>` where an area shows every field, else `shown.<area id>` once for each field. */
export const shownForm = z.looseObject({}).transform((form) => (areaId: string): string[] | null => {
  if (form[`all.${areaId}`] !== undefined) return null;
  return [form[`shown.${areaId}`] ?? []].flat().filter((key) => typeof key === 'string');
});

/** Names of the fields on the page, for the summary of what was refused. */
export const fieldLabels = {
  nameDe: 'criteria.fields.nameDe',
  nameEn: 'criteria.fields.nameEn',
  type: 'criteria.fields.type',
  required: 'criteria.fields.required',
  criterion: 'criteria.fields.criterion',
  comparison: 'criteria.fields.comparison',
};
