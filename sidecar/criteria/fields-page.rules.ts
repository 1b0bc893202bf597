import { comparisons, fieldTypes } from '../areas/field.table.ts';
import { type Field, nameFields } from '../areas/field.ts';
import {
  type Field as Input,
  firstValue,
  type FormValues,
  type RefusedForm,
} from '../platform/http/form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';

export const fieldsPath = '/admin/settings/fields';
export const comparisonPath = `${fieldsPath}/comparison`;
export const right = 'network.manage';

/** The way back to *Felder*, for the pages below it. */
export const fieldsTrail = (t: Translate, title: string) => [
  { href: fieldsPath, text: t('criteria.fields.title') },
  { text: title },
];

/** One row of the list. */
export function fieldRow(t: Translate, locale: Locale, field: Field) {
  const { key, name, type, required, criterion, comparison, builtIn, version } = field;
  return {
    key,
    name: name[locale],
    otherName: name[locale === 'de' ? 'en' : 'de'],
    type: t(`criteria.fields.types.${type}`),
    required,
    criterion,
    comparison: criterion ? t(`criteria.fields.comparisons.${comparison}`) : '–',
    builtIn,
    version,
    href: `${fieldsPath}/${key}`,
  };
}

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

export function fieldValues(field: Field): FormValues {
  const { name, required, criterion } = field;
  return {
    nameDe: name.de,
    nameEn: name.en,
    required: yesOrNo(required),
    criterion: yesOrNo(criterion),
  };
}
export const newFieldValues: FormValues = {
  type: 'text',
  required: 'no',
  criterion: 'yes',
  comparison: 'exact',
};

/** The inputs of a field's form; a new one also asks for type and comparison. */
export function fieldInputs(
  t: Translate,
  values: FormValues,
  { errors = {}, isNew = false, key = '' }: { errors?: RefusedForm['errors']; isNew?: boolean; key?: string },
): Input[] {
  const input = (name: string, more: Partial<Input> = {}): Input => ({
    name,
    label: t(`criteria.fields.${name}`),
    value: firstValue(values, name),
    ...(errors[name] ? { error: errors[name] } : {}),
    ...more,
  });
  const choice = (name: string): Partial<Input> => ({
    options: ['yes', 'no'].map((value) => ({ value, text: t(`criteria.fields.${value}`) })),
    help: t(`criteria.fields.hint.${name}`),
  });
  const names = [input('nameDe', { max: 60, required: true }), input('nameEn', { max: 60, required: true })];
  const types = fieldTypes.map((value) => ({ value, text: t(`criteria.fields.types.${value}`) }));
  const fixed = nameFields.includes(key);
  return [
    ...names,
    ...(isNew ? [input('type', { options: types, help: t('criteria.fields.hint.type') })] : []),
    ...(fixed ? [] : [input('required', choice('required')), input('criterion', choice('criterion'))]),
    ...(isNew
      ? [comparisonInput(t, 'comparison', t('criteria.fields.comparison'), firstValue(values, 'comparison'))]
      : []),
  ];
}

/** The choice of a comparison; what it means stands on the page. */
export function comparisonInput(t: Translate, name: string, label: string, value: string): Input {
  return {
    name,
    label,
    value,
    options: comparisons.map((each) => ({ value: each, text: t(`criteria.fields.comparisons.${each}`) })),
  };
}
