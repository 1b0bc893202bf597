import type { DesiredTexts } from './texts.ts';

/** Adding an e-mail (`{0}` is filled in by Keycloak): the stock texts demand one, call a mail that was replaced "cancelled by an administrator", and never say that it may be left empty. */
export const emailTexts = {
  de: {
    updateEmailTitle: 'E-Mail-Adresse (freiwillig)',
    updateEmailMessage:
      'Mit einer E-Mail-Adresse können Sie ein vergessenes Passwort selbst neu setzen. Sie ist freiwillig und lässt sich später nachtragen.',
    einlassEmailHelp:
      'Bitte eine Adresse, die nur Sie lesen. Möchten Sie keine angeben, lassen Sie das Feld leer und gehen mit „Absenden“ weiter.',
    emailUpdateConfirmationSentTitle: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    emailUpdateConfirmationSent:
      'Wir haben eine E-Mail an {0} gesendet. Bitte öffnen Sie den Link darin, gern auch auf einem anderen Gerät. Erst dann gilt die Adresse. Danach melden Sie sich wie gewohnt in der App an.',
    emailVerificationPending:
      'Wir haben eine E-Mail an {0} gesendet; der Link darin wurde noch nicht geöffnet. „Absenden“ schickt sie noch einmal. Oder geben Sie eine andere Adresse an (Ihre bisherige, um sie zu behalten). Mit leerem Feld geht es ohne E-Mail-Adresse weiter.',
    emailVerifySendCooldown:
      'Die E-Mail ist gerade erst abgeschickt worden. In {0} Sekunden können Sie sie noch einmal anfordern.',
    emailUpdatedTitle: 'Ihre E-Mail-Adresse ist bestätigt',
    emailUpdated:
      'Ihre E-Mail-Adresse {0} gilt ab jetzt. Sie können sich damit anmelden und ein vergessenes Passwort selbst neu setzen.',
    emailExistsMessage:
      'Diese E-Mail-Adresse gehört schon zu einem anderen Konto. Bitte nehmen Sie eine Adresse, die nur Sie lesen.',
    emailVerificationCancelled:
      'Dieser Link gilt nicht mehr: Sie haben inzwischen eine andere oder keine E-Mail-Adresse angegeben. In der App können Sie jederzeit eine nachtragen.',
    staleEmailVerificationLink:
      'Dieser Link wurde schon verwendet oder gilt nicht mehr. Melden Sie sich einfach in der App an; dort sehen Sie, ob Ihre E-Mail-Adresse bestätigt ist.',
    emailUpdateConfirmationSubject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    emailUpdateConfirmationBody:
      'Guten Tag,\n\nfür Ihr Konto bei {2} wurde die E-Mail-Adresse {1} angegeben. Bitte bestätigen Sie sie über diesen Link:\n\n{0}\n\nDer Link gilt {3}. Haben Sie die Adresse nicht angegeben, brauchen Sie nichts zu tun.',
    emailUpdateConfirmationBodyHtml:
      '<p>Guten Tag,</p><p>für Ihr Konto bei {2} wurde die E-Mail-Adresse {1} angegeben. Bitte bestätigen Sie sie:</p><p><a href="{0}">E-Mail-Adresse bestätigen</a></p><p>Der Link gilt {3}. Haben Sie die Adresse nicht angegeben, brauchen Sie nichts zu tun.</p>',
  },
  en: {
    updateEmailTitle: 'E-mail address (optional)',
    updateEmailMessage:
      'With an e-mail address you can reset a forgotten password yourself. It is optional and can be added later.',
    einlassEmailHelp:
      'An address that only you read, please. If you do not want to give one, leave the field empty and go on with “Submit”.',
    emailUpdateConfirmationSentTitle: 'Please confirm your e-mail address',
    emailUpdateConfirmationSent:
      'We have sent an e-mail to {0}. Please open the link in it, on another device if you like. Only then does the address count. After that, sign in to the app as usual.',
    emailVerificationPending:
      'We have sent an e-mail to {0}; the link in it has not been opened yet. “Submit” sends it once more. Or give another address (your present one, to keep it). With the field empty you go on without an e-mail address.',
    emailVerifySendCooldown: 'The e-mail has only just been sent. You can ask for it again in {0} seconds.',
    emailUpdatedTitle: 'Your e-mail address is confirmed',
    emailUpdated:
      'Your e-mail address {0} counts from now on. You can sign in with it and reset a forgotten password yourself.',
    emailExistsMessage:
      'This e-mail address already belongs to another account. Please give an address that only you read.',
    emailVerificationCancelled:
      'This link is no longer valid: meanwhile you have given another e-mail address, or none. You can add one in the app at any time.',
    staleEmailVerificationLink:
      'This link has been used already or is no longer valid. Simply sign in to the app; there you see whether your e-mail address is confirmed.',
    emailUpdateConfirmationSubject: 'Please confirm your e-mail address',
    emailUpdateConfirmationBody:
      'Hello,\n\nthe e-mail address {1} was given for your account at {2}. Please confirm it with this link:\n\n{0}\n\nThe link is valid for {3}. If you did not give this address, there is nothing you need to do.',
    emailUpdateConfirmationBodyHtml:
      '<p>Hello,</p><p>the e-mail address {1} was given for your account at {2}. Please confirm it:</p><p><a href="{0}">Confirm e-mail address</a></p><p>The link is valid for {3}. If you did not give this address, there is nothing you need to do.</p>',
  },
} satisfies DesiredTexts;
