import type { Directory } from '../keycloak/port.ts';
import type { RelyingParty } from '../keycloak/relying-party.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { PendingAnswer } from './registration.table.ts';

/** What the pages of a registration need; app-registration.ts hands it in. */
export type RegistrationDeps = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  /** Our public address. */
  origin: string;
  directory: Pick<Directory, 'deleteSession'>;
  /** Our own client, whose answers come to `/registration/callback`. */
  party: RelyingParty;
  /** Name of the broker at Keycloak. */
  identityProvider: string;
  cookieName: string;
  /** Where a person without an area's start app goes. */
  appUrl: string;
  /** Answers to Keycloak's waiting request: with a code that opens this registration, or with an error. */
  codeAnswer(answer: PendingAnswer, what: { id: string; lease: string; subject: string }): Promise<string>;
  errorAnswer(answer: PendingAnswer, error: string): string;
  /** Tells the worker that it has something to do for this row. */
  nudge(rowId: string): Promise<void>;
};

/** What a request brings along; `visitor` is the keyed hash of its address. */
export type Visit = { locale: Locale; visitor: Buffer; cookie(name: string): string | undefined };
