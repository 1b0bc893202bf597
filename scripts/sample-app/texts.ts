import type { Role } from '../../connect/express/require-area.js';

const german = {
  title: 'Muster AG · Mitarbeiter-App',
  app: 'Mitarbeiter-App',
  signIn: 'Anmelden',
  register: 'Registrieren',
  signOut: 'Abmelden',
  welcome: 'Willkommen in der Mitarbeiter-App',
  intro:
    'Neuigkeiten, Schichtpläne und Ansprechpartner der Muster AG. Nur für Mitarbeiterinnen und Mitarbeiter.',
  signedInAs: 'Angemeldet als',
  email: 'E-Mail-Adresse',
  noEmail: 'keine hinterlegt',
  areas: 'Ihre Bereiche',
  areasAndRoles: 'Bereiche und Rollen',
  area: 'Bereich',
  role: 'Rolle',
  noArea: 'Für Sie ist noch kein Bereich freigeschaltet.',
  card: 'Neuigkeiten und Termine aus diesem Bereich.',
  forAll: 'Für alle',
  forAllText: 'Speiseplan, Neuigkeiten und Ansprechpartner sieht hier jeder, der angemeldet ist.',
  closed: 'Geschlossene Bereiche',
  openArea: 'Öffnen',
  denied: 'Kein Zugang zu',
  deniedText:
    'Dieser Bereich ist nur für Personen, denen er freigeschaltet wurde. Sie können den Zugang beantragen oder sehen, wie weit Ihre Anfrage ist.',
  ask: 'Zugang beantragen',
  notes: 'Aushang',
  noNotes: 'Hier hängt noch nichts aus.',
  noteText: 'Ihre Nachricht an alle in diesem Bereich',
  noteMissing:
    'Bitte schreiben Sie eine Nachricht mit höchstens 500 Zeichen. Es wurde noch nichts ausgehängt.',
  post: 'Aushängen',
  notFromHere: 'Das kam nicht von dieser Seite',
  notFromHereText:
    'Es wurde nichts geändert. Bitte öffnen Sie die Seite noch einmal und versuchen Sie es dort.',
  manage: 'Zugangsverwaltung öffnen',
  ownAccess: 'Mein Zugang: E-Mail und Passwort',
  emailAdd: 'E-Mail hinzufügen',
  emailLater: 'Nicht jetzt',
  emailNotes: {
    hint: 'Mit einer E-Mail-Adresse können Sie ein vergessenes Passwort selbst neu setzen. Möchten Sie eine hinzufügen?',
    sent: 'Haben Sie eine Adresse angegeben? Dann öffnen Sie bitte den Link in der E-Mail, die wir dorthin gesendet haben. Erst danach gilt sie.',
    added: 'Ihre E-Mail-Adresse ist bestätigt. Ein vergessenes Passwort können Sie jetzt selbst neu setzen.',
    cancelled:
      'Sie haben abgebrochen; es wurde nichts geändert. Eine E-Mail-Adresse können Sie jederzeit nachtragen.',
    none: 'Es ist keine E-Mail-Adresse hinterlegt. Sie können jederzeit eine nachtragen.',
  },
  notDone: 'Die Anmeldung ist nicht fertig geworden',
  notDoneText:
    'Das kommt vor, wenn sie lange offen war oder in einem anderen Fenster weiterging. Bitte beginnen Sie noch einmal.',
  notYet: 'Die Anmeldung ist gerade nicht erreichbar',
  notYetText: 'Der Anmeldedienst antwortet noch nicht. Bitte versuchen Sie es gleich noch einmal.',
  again: 'Noch einmal anmelden',
  notFound: 'Diese Seite gibt es nicht',
  start: 'Zur Startseite',
};
export type AppTexts = typeof german & { roles: Record<Role, string> };

const english: typeof german = {
  title: 'Muster AG · Employee app',
  app: 'Employee app',
  signIn: 'Sign in',
  register: 'Register',
  signOut: 'Sign out',
  welcome: 'Welcome to the employee app',
  intro: 'News, shift plans and contacts of Muster AG. For employees only.',
  signedInAs: 'Signed in as',
  email: 'E-mail address',
  noEmail: 'none on file',
  areas: 'Your areas',
  areasAndRoles: 'Areas and roles',
  area: 'Area',
  role: 'Role',
  noArea: 'No area has been opened for you yet.',
  card: 'News and dates from this area.',
  forAll: 'For everybody',
  forAllText: 'Menu, news and contacts are here for everybody who is signed in.',
  closed: 'Closed areas',
  openArea: 'Open',
  denied: 'No access to',
  deniedText:
    'This area is only for people for whom it was opened. You can ask for access, or see how your request is going.',
  ask: 'Ask for access',
  notes: 'Notice board',
  noNotes: 'There is nothing here yet.',
  noteText: 'Your message to everybody in this area',
  noteMissing: 'Please write a message of 500 characters at most. Nothing has been posted yet.',
  post: 'Post',
  notFromHere: 'That did not come from this page',
  notFromHereText: 'Nothing was changed. Please open the page again and try it there.',
  manage: 'Open access management',
  ownAccess: 'My access: e-mail and password',
  emailAdd: 'Add e-mail',
  emailLater: 'Not now',
  emailNotes: {
    hint: 'With an e-mail address you can reset a forgotten password yourself. Would you like to add one?',
    sent: 'Did you give an address? Then please open the link in the e-mail that we have sent there. Only then does it count.',
    added: 'Your e-mail address is confirmed. You can now reset a forgotten password yourself.',
    cancelled: 'You cancelled; nothing was changed. You can add an e-mail address at any time.',
    none: 'There is no e-mail address on file. You can add one at any time.',
  },
  notDone: 'Signing in was not completed',
  notDoneText: 'This happens when it was open for long or went on in another window. Please begin again.',
  notYet: 'Sign-in cannot be reached right now',
  notYetText: 'The sign-in service is not answering yet. Please try again in a moment.',
  again: 'Sign in again',
  notFound: 'This page does not exist',
  start: 'To the start page',
};

const texts = {
  de: {
    ...german,
    roles: {
      member: 'Mitglied',
      editor: 'Redakteur',
      newsroom_manager: 'Newsroom-Manager',
      network_manager: 'Netzwerkmanager',
    },
  },
  en: {
    ...english,
    roles: {
      member: 'Member',
      editor: 'Editor',
      newsroom_manager: 'Newsroom manager',
      network_manager: 'Network manager',
    },
  },
} satisfies Record<string, AppTexts>;
export type AppLocale = keyof typeof texts;

export function textsFor(locale: AppLocale): AppTexts {
  return texts[locale];
}
