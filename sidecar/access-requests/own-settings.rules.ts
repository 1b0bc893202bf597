import { invisible } from '../areas/network-settings.schema.ts';
import type { FieldError } from '../platform/errors.ts';
import { firstValue, type FormValues } from '../platform/http/form.rules.ts';
import { cleanLine, cleanText } from '../platform/text.rules.ts';
import { asTyped, questionField, questionValues, typedQuestions } from './question-form.rules.ts';
import type { Question } from './request.table.ts';
import type { RequestSettings } from './settings.store.ts';

export const settingLimits = { intro: 2000, question: 200 } as const;
/** Days that may be typed. */
export const dayLimits = { expireDays: [1, 365], againDays: [0, 365] } as const;

/** Settings as their form sends them. */
export function settingValues({ intro, questions, expireDays, againDays }: RequestSettings): FormValues {
  return {
    introDe: intro.de,
    introEn: intro.en,
    expireDays: String(expireDays),
    againDays: String(againDays),
    ...questionValues(questions.map(asTyped)),
  };
}

const problem = (field: string, name: string, params = {}): FieldError => ({
  field,
  text: `access-requests.settings.problem.${name}`,
  params,
});

function textProblems(field: string, text: string, max: number): FieldError[] {
  if (text.length > max) return [problem(field, 'long', { max })];
  return invisible.test(text.replaceAll('\n', '')) ? [problem(field, 'characters')] : [];
}

/** A text that people read in their own language is there in both, or in none. */
function bothProblems(de: [string, string], en: [string, string], max: number): FieldError[] {
  const missing = [de, en].filter(([, text]) => text === '');
  const one = missing.length === 1 ? missing.map(([field]) => problem(field, 'both')) : [];
  return [...one, ...[de, en].flatMap(([field, text]) => textProblems(field, text, max))];
}

function readDays(values: FormValues, field: keyof typeof dayLimits) {
  const typed = firstValue(values, field).trim();
  const [min, max] = dayLimits[field];
  const days = /^\d{1,3}$/.test(typed) ? Number(typed) : -1;
  const fits = days >= min && days <= max;
  return { days: fits ? days : min, problems: fits ? [] : [problem(field, 'days', { min, max })] };
}

/** A question without any words is one that nobody wanted; one that was there before keeps its id. */
function readQuestions(values: FormValues, known: readonly Question[], newId: () => string) {
  const ids = new Set(known.map(({ id }) => id));
  const problems: FieldError[] = [];
  const questions: Question[] = [];
  for (const [at, { id, required, ...typed }] of typedQuestions(values).entries()) {
    const text = { de: cleanLine(typed.de), en: cleanLine(typed.en) };
    if (text.de === '' && text.en === '') continue;
    const [de, en] = [questionField(at, 'de'), questionField(at, 'en')];
    problems.push(...bothProblems([de, text.de], [en, text.en], settingLimits.question));
    // each id once, whatever a form says
    questions.push({ id: ids.delete(id) ? id : newId(), text, required });
  }
  return { questions, problems };
}

/** What a form says, with everything that is wrong with it; `known` are the questions that it was made from. */
export function readSettingsForm(
  values: FormValues,
  known: readonly Question[],
  newId: () => string,
): { settings: RequestSettings; problems: FieldError[] } {
  const intro = {
    de: cleanText(firstValue(values, 'introDe')),
    en: cleanText(firstValue(values, 'introEn')),
  };
  const { questions, problems } = readQuestions(values, known, newId);
  const [expire, again] = [readDays(values, 'expireDays'), readDays(values, 'againDays')];
  return {
    settings: { intro, questions, expireDays: expire.days, againDays: again.days },
    problems: [
      ...bothProblems(['introDe', intro.de], ['introEn', intro.en], settingLimits.intro),
      ...problems,
      ...expire.problems,
      ...again.problems,
    ],
  };
}
