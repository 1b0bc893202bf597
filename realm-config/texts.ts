import { gateText } from './area-gate.ts';
import { emailTexts } from './email-texts.ts';
import { mailLookTexts } from './mail-look.ts';
import type { RealmInput } from './types.ts';

/** Sentences of Keycloak's pages by language and key that say something else here; all others stay Keycloak's. */
export type DesiredTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One line, with nothing that a pattern or markup would be read from. */
function plain(text: string): string {
  const marks: Readonly<Record<string, string>> = { "'": '’', '{': '(', '}': ')', '<': '‹', '>': '›' };
  return text
    .replace(/['{}<>]/g, (mark) => marks[mark] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The page after "forgot password" is the same whether an account exists or not, so it tells people without an e-mail whom to ask; what
 * it says is enough where the sidecar is down. The address is plain text: the look keycloak.v2 shows markup as it is written (seen on
 * 26.7.4). Keycloak reads the sentence as a pattern (java.text.MessageFormat), so there is no apostrophe and no brace in it.
 * `whoHelps` is what the network's settings say; /help shows a later change at once, Keycloak after the next `realm apply`.
 */
export function texts({
  publicUrl,
  whoHelps = {},
  mailLook,
  gates = [],
}: Pick<RealmInput, 'publicUrl' | 'whoHelps' | 'mailLook' | 'gates'>): DesiredTexts {
  const page = `${publicUrl}/help`;
  // themes/einlass/login and /account load it, whatever the network's settings say; nothing else tells Keycloak's pages where we are
  const look = { einlassBrand: `${publicUrl}/brand.css` };
  const gate = (text: string) => (gates.length > 0 ? { [gateText]: `${text} ${publicUrl}/request` } : {});
  const german = plain(whoHelps['de'] ?? 'Ihre Ansprechperson im Betrieb gibt Ihnen ein neues Passwort.');
  const english = plain(whoHelps['en'] ?? 'Your contact at work gives you a new password.');
  return {
    de: {
      ...emailTexts.de,
      ...gate(
        'Diese App ist für einen geschlossenen Bereich, zu dem Ihr Konto nicht gehört. Zugang beantragen Sie hier:',
      ),
      ...look,
      ...(mailLook ? mailLookTexts(mailLook, 'de') : {}),
      'access-denied-when-idp-auth':
        '„{0}“ ist abgebrochen. Melden Sie sich hier an, oder beginnen Sie noch einmal.',
      updatePasswordTitle: 'Eigenes Passwort festlegen',
      updatePasswordMessage: 'Bitte legen Sie jetzt Ihr eigenes Passwort fest.',
      emailSentMessage: `Ist für Ihr Konto eine E-Mail-Adresse hinterlegt, erhalten Sie in Kürze eine E-Mail mit weiteren Schritten. Ohne E-Mail-Adresse: ${german} Mehr: ${page}`,
    },
    en: {
      ...emailTexts.en,
      ...gate('This app belongs to a closed area that your account is not in. Request access here:'),
      ...look,
      ...(mailLook ? mailLookTexts(mailLook, 'en') : {}),
      'access-denied-when-idp-auth': '“{0}” was cancelled. Sign in here, or begin again.',
      updatePasswordTitle: 'Choose your own password',
      updatePasswordMessage: 'Please choose your own password now.',
      emailSentMessage: `If your account has an e-mail address, you will receive an e-mail with further steps shortly. Without one: ${english} More: ${page}`,
    },
  };
}
