import type { Locale, Texts } from '../platform/i18n.ts';
import { lastMoment } from './letter.rules.ts';
import type { LetterContent, LetterLook } from './letter-content.ts';
import { letterChunks } from './letter-pdf.ts';

/** A letter to somebody who does not exist, with a password that nobody has, to see how the network's letters look. */
export function sampleLetter(
  settings: LetterLook & { letterDays: number },
  locale: Locale,
  texts: Texts,
  now: Date,
): AsyncIterable<Uint8Array> {
  const t = texts.translate(locale);
  const letter: LetterContent = {
    locale,
    salutation: t('credentials.sample.salutation'),
    firstName: 'Erika',
    lastName: 'Mustermann',
    areaName: t('credentials.sample.area'),
    employeeNumber: '00012345',
    username: 'erika.mustermann',
    password: t('credentials.sample.password'),
    expiresAt: lastMoment(now, settings.letterDays),
  };
  async function* one() {
    yield letter;
  }
  return letterChunks(one(), settings, texts);
}
