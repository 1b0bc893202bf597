import { AppError, type FieldError } from '../platform/errors.ts';
import type { Field, FieldLabels, FormValues } from '../platform/http/form.rules.ts';
import { firstValue } from '../platform/http/form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { mostOf } from './request.rules.ts';
import type { Question, RequestForm, RequestOrigin } from './request.table.ts';

const text = (name: string) => `access-requests.form.${name}`;
const nameOf = ({ id }: Question): string => `answer-${id}`;

/** Names of the form's fields on the page; a question is its own label. */
export const requestLabels: FieldLabels = { message: text('message') };

/** The fields of a request as admin-ui/_field draws them, with what was typed and what is wrong with it. */
export function requestInputs(
  questions: readonly Question[],
  { locale, t }: { locale: Locale; t: Translate },
  refused: { values: FormValues; errors: Readonly<Record<string, string>> } = { values: {}, errors: {} },
): Field[] {
  const field = (name: string, label: string, more: Partial<Field>): Field => {
    const error = refused.errors[name];
    return { name, label, value: firstValue(refused.values, name), ...more, ...(error ? { error } : {}) };
  };
  return [
    ...questions.map((question) =>
      field(nameOf(question), question.text[locale], {
        lines: 2,
        max: mostOf.answer,
        required: question.required,
      }),
    ),
    field('message', t(text('message')), { lines: 4, max: mostOf.message, help: t(text('messageHelp')) }),
  ];
}

/** As it is stored and counted: browsers send a line's end as two characters, and count it as one. */
const plain = (typed: string): string => typed.replaceAll('\r\n', '\n').trim();

/** Answers what was asked at that moment; throws `invalid_input` with every complaint. Answers to what is not asked any more are left out. */
export function readRequestForm(
  questions: readonly Question[],
  values: FormValues,
  { origin, locale }: { origin: RequestOrigin; locale: Locale },
): RequestForm {
  const fields: FieldError[] = [];
  const read = (field: string, most: number, required: boolean): string => {
    const typed = plain(firstValue(values, field));
    if (required && typed === '') fields.push({ field, text: text('problem.missing') });
    if (typed.length > most) fields.push({ field, text: text('problem.tooLong'), params: { most } });
    return typed;
  };
  const answers = questions.map((question) => ({
    question: question.text[locale],
    answer: read(nameOf(question), mostOf.answer, question.required),
  }));
  const message = read('message', mostOf.message, false);
  if (fields.length > 0) throw new AppError('invalid_input', { fields });
  return { origin, message, answers: answers.filter(({ answer }) => answer !== '') };
}
