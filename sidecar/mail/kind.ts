import type { Db } from '../platform/db.ts';
import type { ClaimedMessage } from './message.store.ts';

export type InvitationData = {
  company: string;
  /** As the company wrote it ("Frau"); used by the German greeting only. */
  salutation: string | null;
  firstName: string;
  lastName: string;
  /** Names of the areas that the invitation opens. */
  areas: readonly string[];
  expiresAt: Date;
};

/** What each kind of message needs to be rendered. */
export type MessageContent = {
  invitation: { data: InvitationData; link: string };
};
export type KindName = keyof MessageContent;

/** How a room hands in the content of its messages at the moment of sending, by message id; one that is missing has no cause any more and is cancelled. */
export type MessageKind<K extends KindName = KindName> = {
  name: K;
  load(db: Db, messages: readonly ClaimedMessage[]): Promise<ReadonlyMap<string, MessageContent[K]>>;
};
