import type { AppError, ErrorCode } from '../errors.ts';
import type { Translate } from '../i18n.ts';

/** One complaint as a person reads it; `label` is the field's name on the page, where it has one. */
export type Complaint = { field: string; label?: string; message: string };

/** What was sent and why it was refused: all that a page needs to show its form once more with nothing lost. */
export type RefusedForm = {
  code: ErrorCode;
  values: FormValues;
  /** For the summary (partial admin-ui/_fields), one a field, in the order of the complaints. */
  fields: readonly Complaint[];
  /** Field → complaint, for the place beside the input (partial admin-ui/_field). */
  errors: Readonly<Record<string, string>>;
};
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** One input with its label, as the partial admin-ui/_field draws it. */
export type Field = {
  name: string;
  label: string;
  value: string;
  error?: string;
  help?: string;
  required?: boolean;
  /** Of the input; `text` where none is given. */
  type?: 'text' | 'email' | 'url' | 'color' | 'date' | 'datetime-local';
  max?: number;
  /** Makes it a text of several lines, so many of them seen at once. */
  lines?: number;
  /** Makes it a choice. */
  options?: readonly { value: string; text: string }[];
  autofocus?: boolean;
  readonly?: boolean;
  /** No capital letters or spelling help: codes and names for machines. */
  plain?: boolean;
  /** What of the person's own it asks for (WCAG 2.2, 1.3.5); the browser fills in nothing where it is left out. */
  purpose?: 'given-name' | 'family-name' | 'email' | 'one-time-code';
  /** Phones show their number pad. */
  digits?: boolean;
};

/** A form's own names for its fields: field → i18n key. */
export type FieldLabels = Readonly<Record<string, string>>;

function isText(value: unknown): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

/** The sent body as it came, so that a person finds every letter again; a name that was sent often keeps all its values. */
export function formValues(body: unknown): FormValues {
  if (body === null || typeof body !== 'object') return {};
  return Object.fromEntries(Object.entries(body).filter((entry) => isText(entry[1])));
}

/** The first value of a field, empty where it was not sent. */
export function firstValue(values: FormValues, field: string): string {
  const value = values[field];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Whether a form can be mended and sent again (422), or was overtaken by somebody else (409). */
export function canBeShownAgain(error: AppError): boolean {
  return error.status === 422 || error.status === 409;
}

export function refusedForm(error: AppError, body: unknown, labels: FieldLabels, t: Translate): RefusedForm {
  const fields = new Map<string, Complaint>();
  for (const { field, text, params } of error.fields) {
    if (fields.has(field)) continue;
    const key = labels[field];
    fields.set(field, { field, ...(key ? { label: t(key) } : {}), message: t(text, params) });
  }
  return {
    code: error.code,
    values: formValues(body),
    fields: [...fields.values()],
    errors: Object.fromEntries([...fields].map(([field, { message }]) => [field, message])),
  };
}

/** Refused for another reason than what was typed: somebody else saved meanwhile. */
export const overtaken = (refused: RefusedForm | undefined): boolean => refused?.code === 'conflict';

/** The version that a form goes back with: one that was refused for its contents still has to meet whoever saved meanwhile. */
export const seenVersion = (
  refused: RefusedForm | undefined,
  stored: FormValues[string] | number,
): FormValues[string] | number | undefined =>
  refused && !overtaken(refused) ? refused.values['version'] : stored;
