import { readFact } from '../areas/fact.rules.ts';
import type { Facts } from '../areas/field.ts';
import type { FieldError } from '../platform/errors.ts';
import { isMailAddress } from '../platform/mail-address.rules.ts';
import type { Asked } from './fields.read-model.ts';

/** Name of a fact's input; own fields may be called anything, so that they get a mark of their own. */
export const inputOf = (key: string): string => `fact-${key}`;
export const emailInput = 'email';

export type Typed = { facts: Facts; email: string | null };

/** Addresses are compared in this form. */
export const plainAddress = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/** What was typed, or every complaint about it. Whether it matches anything is not asked here. */
export function readTyped(
  asked: Pick<Asked, 'fields' | 'asksEmail'>,
  body: Readonly<Record<string, string>>,
): { typed: Typed } | { complaints: FieldError[] } {
  const complaints: FieldError[] = [];
  const facts: Record<string, string> = {};
  for (const field of asked.fields) {
    const read = readFact(field, body[inputOf(field.key)] ?? '');
    if ('problem' in read) complaints.push({ field: inputOf(field.key), text: read.problem });
    else if (read.fact !== '') facts[field.key] = read.fact;
    else if (field.required)
      complaints.push({ field: inputOf(field.key), text: 'registration.fields.missing' });
  }
  if (complaints.length === 0 && Object.keys(facts).length === 0)
    complaints.push({ field: inputOf(asked.fields[0]?.key ?? ''), text: 'registration.fields.nothing' });
  const email = asked.asksEmail ? plainAddress(body[emailInput] ?? '') : null;
  if (email === '') complaints.push({ field: emailInput, text: 'registration.fields.emailMissing' });
  else if (email !== null && !isMailAddress(email))
    complaints.push({ field: emailInput, text: 'registration.fields.emailWrong' });
  return complaints.length > 0 ? { complaints } : { typed: { facts, email } };
}
