import type { Facts, Field as NetworkField } from '../areas/field.ts';
import { factLimits } from '../areas/fact.rules.ts';
import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import { factName } from './record-form.schema.ts';
import { typedDay } from './record-text.rules.ts';

type Shown = {
  t: Translate;
  locale: Locale;
  values: FormValues;
  errors?: RefusedForm['errors'] | undefined;
};

/** One input for each of the network's fields, by the name `fact.<key>`. */
export function factFields(
  { t, locale, values, errors = {} }: Shown,
  fields: readonly NetworkField[],
  focus: boolean,
): Field[] {
  return fields.map(({ key, name, type }, index) => {
    const id = factName(key);
    const error = errors[id];
    return {
      name: id,
      label: name[locale],
      value: firstValue(values, id),
      max: factLimits.text,
      ...(type === 'date' ? { help: t('criteria.form.dateHelp') } : {}),
      ...(type === 'text' ? {} : { plain: true }),
      ...(error ? { error } : {}),
      ...(focus && index === 0 ? { autofocus: true } : {}),
    };
  });
}

export function endField({ t, values, errors = {} }: Shown): Field {
  return {
    name: 'endsAt',
    label: t('criteria.form.endsAt'),
    value: firstValue(values, 'endsAt'),
    max: 20,
    plain: true,
    help: t('criteria.form.endsAtHelp'),
    ...(errors['endsAt'] ? { error: errors['endsAt'] } : {}),
  };
}

/** A stored record as its form would send it; the grants are the matrix's business. */
export function recordValues(
  fields: readonly NetworkField[],
  record: { facts: Facts; endsAt: Date | null },
  locale: Locale,
): FormValues {
  const facts = fields.map(({ key, type }) => {
    const fact = record.facts[key] ?? '';
    return [factName(key), type === 'date' && fact !== '' ? typedDay(fact, locale) : fact];
  });
  const endsAt = record.endsAt ? typedDay(lastDayOf(record.endsAt), locale) : '';
  return { ...Object.fromEntries(facts), endsAt };
}

/** The names of the inputs, for the summary of what was refused. */
export function formLabels(
  t: Translate,
  locale: Locale,
  fields: readonly NetworkField[],
): Map<string, string> {
  return new Map([
    ...fields.map(({ key, name }) => [factName(key), name[locale]] as const),
    ['endsAt', t('criteria.form.endsAt')],
    ['grants', t('criteria.form.grants')],
  ]);
}
