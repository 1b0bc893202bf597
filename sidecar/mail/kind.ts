import type { Db } from '../platform/db.ts';
import type { ClaimedMessage } from './message.store.ts';

type Person = {
  /** As the company wrote it ("Frau"); used by the German greeting only. */
  salutation: string | null;
  firstName: string;
  lastName: string;
};
type Invited = Person & {
  /** Names of the areas that the invitation opens. */
  areas: readonly string[];
  expiresAt: Date;
};
type HasAccount = Person & { username: string; area: string };

/** What each kind of message says of its cause; every field but `salutation` is a placeholder of its text. The person is who gets the mail. */
export type MessageData = {
  invitation: Invited;
  reminder: Invited;
  /** Before the account of somebody who never signed in is deleted: `expiresAt` is when, and until then the link opens. */
  neverActivated: Invited;
  /** Nothing that a stranger typed: the address is not proven yet. */
  emailCode: { code: string; minutes: number };
  /** To whom a registration that had to wait let nobody in; nothing of what was typed, because it is forgotten by then. */
  registrationRefused: { area: string };
  accessLink: Person & { area: string; expiresAt: Date };
  /** To somebody who has an account, in place of the code, for whoever registers with the same facts. */
  loginHint: HasAccount;
  /** To the address's owner, who has another account. */
  duplicateRegistration: HasAccount;
  /** To whom a record admitted, after somebody else tried it. */
  recordUsedAgain: Person & { attemptedAt: Date };
  /** To managers: somebody tried a record that has let somebody in before. */
  usedRecordTried: Person & { area: string; attemptedAt: Date };
  /** To managers: tries that name people and miss have become many. */
  registrationAlarm: Person & { area: string; count: number };
  requestReceived: Person & { area: string };
  requestApproved: Person & { areas: readonly string[]; endsAt: Date | null };
  /** `reason` may have several lines; `againAt`: not before it may be asked again. */
  requestRejected: Person & { area: string; reason: string | null; againAt: Date | null };
  /** To managers: what waits for them. */
  requestDigest: Person & { count: number; areas: readonly string[]; oldest: Date };
  /** To the person whose account the applicant says to have already. */
  mergeRequest: HasAccount;
  grantEnds: Person & { area: string; endsAt: Date };
  /** To managers: `endsAt` is the first of them. */
  grantsEnd: Person & { count: number; areas: readonly string[]; endsAt: Date };
  addressAdded: Person & { username: string };
};
/** Kinds that have a text of the company. */
export type TextKind = keyof MessageData;

/** The catalogue (kinds.ts) says the same; messages of all others lead somewhere. */
export type KindWithoutLink = 'emailCode' | 'recordUsedAgain' | 'grantEnds' | 'addressAdded';

export type TextDraft = { subject: string; body: string };

/** What each kind of message needs to be rendered. */
export type MessageContent = {
  [K in TextKind]: {
    /** Whose text counts; null is the network's. */
    areaId: string | null;
    data: MessageData[K];
  } & (K extends KindWithoutLink ? object : { link: string });
} & {
  /** A test mail: sample data, a link that opens nothing, and what was typed where it is not saved. */
  textSample: { of: TextKind; areaId: string | null; draft: TextDraft | null };
};
export type KindName = keyof MessageContent;

/** How a room hands in the content of its messages at the moment of sending, by message id; one that is missing has no cause any more and is cancelled. */
export type MessageKind<K extends KindName = KindName> = {
  name: K;
  load(db: Db, messages: readonly ClaimedMessage[]): Promise<ReadonlyMap<string, MessageContent[K]>>;
};

/** Ids of what these messages are about. */
export const subjectsOf = (messages: readonly Pick<ClaimedMessage, 'subjectId'>[]): string[] =>
  messages.flatMap(({ subjectId }) => subjectId ?? []);
