import { z } from 'zod';
import { type Locale, locales } from '../platform/i18n.ts';
import type { FieldName } from './import.ts';
import { isPersonName } from '../areas/name.rules.ts';
import { usernamePattern } from './username.rules.ts';

/** Each message is the key of the problem below `members.import.problem`. */
const plain = z.string().regex(/^[^\p{Cc}\ufffd]*$/u, 'characters');

const name = plain
  .transform((text) => text.replace(/\s+/g, ' '))
  .pipe(z.string().max(120, 'tooLong').refine(isPersonName, 'nameCharacters'));

const languages: Readonly<Record<string, Locale>> = {
  de: 'de',
  deutsch: 'de',
  german: 'de',
  en: 'en',
  english: 'en',
  englisch: 'en',
};

/** One schema a field; empty cells do not come here. */
export const fieldSchemas = {
  salutation: plain.max(60, 'tooLong'),
  firstName: name,
  lastName: name,
  email: plain
    .toLowerCase()
    .max(254, 'tooLong')
    .pipe(z.email({ error: 'email' })),
  username: plain.toLowerCase().regex(usernamePattern, 'username'),
  employeeNumber: plain.max(64, 'tooLong'),
  locale: plain.transform((text) => languages[text.toLowerCase()]).pipe(z.enum(locales, { error: 'locale' })),
} satisfies Record<FieldName, z.ZodType<string>>;
