import { expect, test } from '@jest/globals';
import { parsePolicy } from '../../sidecar/credentials/password-policy.rules.ts';
import { typedProblems } from '../../sidecar/credentials/typed-password.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';

const person = { username: 'erika.muster', email: 'erika@muster.example' };
const texts = openTexts(new URL('../../sidecar', import.meta.url).pathname);

async function said(policy: string, password: string): Promise<string[]> {
  const problems = await typedProblems(parsePolicy(policy), password, person);
  return problems.map(({ text, params }) => texts.translate('de')(text, params));
}

test.each([
  ['length(12)', 'kurz-Kurz-3', 'mindestens 12 Zeichen'],
  ['maxLength(10)', 'viel-zu-lang-9', 'höchstens 10 Zeichen'],
  ['digits(2)', 'Nur-eine-Ziffer-1', 'mindestens 2 Ziffern'],
  ['upperCase(2)', 'Nur-ein-großer', 'mindestens 2 Großbuchstaben'],
  ['lowerCase(3)', 'KEINE-kl', 'mindestens 3 Kleinbuchstaben'],
  ['specialChars(1)', 'OhneSonderzeichen7', 'mindestens 1 Sonderzeichen'],
  ['notUsername(undefined)', 'Erika.Muster', 'nicht der Benutzername'],
  ['notContainsUsername(undefined)', 'xx-erika.muster-9', 'nicht enthalten'],
  ['notEmail(undefined)', 'erika@MUSTER.example', 'nicht die E-Mail-Adresse'],
  ['regexPattern(^A.*)', 'Beginnt-mit-B', 'Muster'],
  ['', 'Password1', 'häufigsten'],
  ['', 'QWERTZUIOP', 'häufigsten'],
])('%s refuses %s and says why', async (policy, password, words) => {
  expect(await said(policy, password)).toEqual([expect.stringContaining(words)]);
});

test.each([
  ['length(12) and maxLength(128) and digits(1) and upperCase(1) and specialChars(1)', 'Langes-Wort-5-gut'],
  // Umlauts are letters, and what cannot be broken by a first password says nothing.
  [
    'lowerCase(2) and upperCase(1) and passwordHistory(5) and forceExpiredPasswordChange(365)',
    'Äöü-ganz-gut',
  ],
  // A pattern of Java's that JavaScript does not know is left to Keycloak.
  ['regexPattern((?i)x.*+)', 'anders-als-gedacht'],
])('%s takes %s', async (policy, password) => {
  expect(await said(policy, password)).toEqual([]);
});
