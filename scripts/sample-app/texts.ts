import type { RoleName } from './access.rules.ts';

const german = {
  title: 'Muster AG · Mitarbeiter-App',
  app: 'Mitarbeiter-App',
  signIn: 'Anmelden',
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
  manage: 'Zugangsverwaltung öffnen',
  notDone: 'Die Anmeldung ist nicht fertig geworden',
  notDoneText:
    'Das kommt vor, wenn sie lange offen war oder in einem anderen Fenster weiterging. Bitte beginnen Sie noch einmal.',
  notYet: 'Die Anmeldung ist gerade nicht erreichbar',
  notYetText: 'Der Anmeldedienst antwortet noch nicht. Bitte versuchen Sie es gleich noch einmal.',
  again: 'Noch einmal anmelden',
  notFound: 'Diese Seite gibt es nicht',
  start: 'Zur Startseite',
};
export type AppTexts = typeof german & { roles: Record<RoleName, string> };

const english: typeof german = {
  title: 'Muster AG · Employee app',
  app: 'Employee app',
  signIn: 'Sign in',
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
  manage: 'Open access management',
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
