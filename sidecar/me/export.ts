import type { Account, AccountEvent, AccountSession, Passkey } from '../keycloak/port.ts';

type Moment = Date | null;

export type OwnPerson = {
  salutation: string | null;
  firstName: string;
  lastName: string;
  username: string;
  email: string | null;
  emailVerified: boolean;
  employeeNumber: string | null;
  locale: string;
  state: string;
  origin: string;
  createdAt: Date;
  firstSignInAt: Moment;
};
/** Facts by the network's own fields, as they were typed or imported. */
export type NamedFact = { key: string; name: string; value: string };
type Grant = { area: string | null; role: string; until: string | null };

/** Everything that the database knows of one person, without anybody else (docs/me.md). */
export type OwnRecord = {
  person: OwnPerson;
  areas: { area: string; role: string; origin: string; since: Date; until: Moment }[];
  requests: {
    area: string;
    state: string;
    origin: string;
    message: string | null;
    answers: readonly { question: string; answer: string }[] | null;
    facts: readonly NamedFact[];
    filedAt: Date;
    expiresAt: Date;
    decidedAt: Moment;
    reason: string | null;
    againAt: Moment;
    granted: readonly Grant[] | null;
  }[];
  registrations: {
    way: string;
    state: string;
    area: string | null;
    email: string | null;
    locale: string;
    facts: readonly NamedFact[];
    request: { message: string; answers: readonly { question: string; answer: string }[] } | null;
    startedAt: Date;
    decidedAt: Moment;
    outcome: string | null;
  }[];
  /** What the company had stored for the registration that let the person in. */
  records: { facts: readonly NamedFact[]; origin: string; createdAt: Date; usedAt: Moment }[];
  accessLinks: {
    area: string;
    role: string;
    state: string;
    salutation: string | null;
    firstName: string | null;
    lastName: string | null;
    email: string | null;
    locale: string | null;
    usedAt: Moment;
  }[];
  invitations: {
    state: string;
    createdAt: Date;
    expiresAt: Date;
    openedAt: Moment;
    acceptedAt: Moment;
    endedAt: Moment;
    requestedAt: Moment;
    reminders: number;
    remindedAt: Moment;
  }[];
  letters: {
    state: string;
    createdAt: Date;
    expiresAt: Date;
    shownAt: Moment;
    printedAt: Moment;
    handedOutAt: Moment;
    redeemedAt: Moment;
    endedAt: Moment;
  }[];
  merges: { state: string; createdAt: Date; expiresAt: Date; endedAt: Moment }[];
  deviations: {
    kind: string;
    area: string | null;
    role: string | null;
    state: string;
    noticedAt: Date;
    decidedAt: Moment;
  }[];
  mails: { kind: string; to: string; locale: string; state: string; createdAt: Date; sentAt: Moment }[];
  log: {
    at: Date;
    act: string;
    area: string | null;
    by: 'you' | 'administrator' | 'employee' | 'operator' | 'system';
    details: Readonly<Record<string, unknown>>;
  }[];
};

/** What Keycloak keeps; it alone knows passwords, which nobody can read. */
export type KeycloakRecord = Omit<Account, 'userId' | 'memberId'> & {
  sessions: readonly Omit<AccountSession, 'sid'>[];
  passkeys: readonly Passkey[];
  /** As long as Keycloak keeps them. */
  events: readonly AccountEvent[];
};

/** `keycloak` is null while it does not answer. */
export type OwnExport = { format: 'einlass-export'; version: 1; madeAt: Date } & OwnRecord & {
    keycloak: KeycloakRecord | null;
  };
export type ExportFormat = 'json' | 'pdf';
