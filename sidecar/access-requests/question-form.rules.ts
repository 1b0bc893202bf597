import { firstValue, type FormValues } from '../platform/http/form.rules.ts';
import { moved } from '../platform/order.rules.ts';
import type { Question } from './request.table.ts';

/** More would keep people from asking at all. */
export const mostQuestions = 5;
/** One question as a form holds it; `id` is empty for a new one. */
export type TypedQuestion = { id: string; de: string; en: string; required: boolean };

export const questionField = (at: number, part: 'id' | 'de' | 'en' | 'required'): string => `q${at}.${part}`;
const slots = Array.from({ length: mostQuestions }, (_, at) => at);

/** The questions of a form as they were typed, those that nobody has filled in among them. */
export function typedQuestions(values: FormValues): TypedQuestion[] {
  return slots
    .filter((at) => questionField(at, 'de') in values)
    .map((at) => ({
      id: firstValue(values, questionField(at, 'id')),
      de: firstValue(values, questionField(at, 'de')),
      en: firstValue(values, questionField(at, 'en')),
      required: firstValue(values, questionField(at, 'required')) === 'yes',
    }));
}

/** The same questions as values of a form. */
export function questionValues(questions: readonly TypedQuestion[]): FormValues {
  return Object.fromEntries(
    questions.flatMap(({ id, de, en, required }, at) => [
      [questionField(at, 'id'), id],
      [questionField(at, 'de'), de],
      [questionField(at, 'en'), en],
      [questionField(at, 'required'), required ? 'yes' : 'no'],
    ]),
  );
}

export const asTyped = ({ id, text, required }: Question): TypedQuestion => ({ id, ...text, required });

/** What a button of the form does with its questions: `add`, or `up.1`, `down.0`, `remove.2`; anything else changes nothing. */
export function arranged(questions: readonly TypedQuestion[], act: string): TypedQuestion[] {
  if (act === 'add')
    return questions.length < mostQuestions
      ? [...questions, { id: '', de: '', en: '', required: false }]
      : [...questions];
  const [name, place = ''] = act.split('.');
  const from = /^\d$/.test(place) ? Number(place) : -1;
  const meant = questions[from];
  if (!meant) return [...questions];
  if (name === 'remove') return questions.toSpliced(from, 1);
  const order = name === 'up' || name === 'down' ? moved(questions, meant, name) : undefined;
  return order ?? [...questions];
}
