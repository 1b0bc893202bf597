import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { isMailAddress } from '../platform/mail-address.rules.ts';
import type { Delivery } from './delivery.rules.ts';
import type { KindName, MessageContent, MessageKind } from './kind.ts';
import type { ClaimedMessage } from './message.store.ts';
import type { MessageRenderer } from './render.ts';
import type { OutgoingMail } from './transport.ts';

export type PrepareDeps = { db: Db; kinds: readonly MessageKind[]; messages: MessageRenderer; log: Log };
/** How a claim ends: as its delivery did, or because there is no reason to send any more. */
export type Outcome = Delivery | { kind: 'cancelled'; response: string };
/** A message and what to send of it, or how it ends without. */
export type Prepared = { message: ClaimedMessage } & ({ mail: OutgoingMail } | { outcome: Outcome });

const causeGone: Outcome = { kind: 'cancelled', response: 'its cause is gone' };
const noAddress: Outcome = { kind: 'permanent', response: 'Not sent: this is not a valid e-mail address' };
const notPrepared: Outcome = {
  kind: 'temporary',
  response: 'Not sent yet: the message could not be prepared (see the log)',
};

/** Contents and mails of one kind; throws where one of them cannot be made. */
async function prepareKind<K extends KindName>(
  { db, messages }: PrepareDeps,
  kind: MessageKind<K>,
  claimed: readonly ClaimedMessage[],
): Promise<Prepared[]> {
  const contents = await kind.load(db, claimed);
  const items = claimed.flatMap(({ id, locale }) => {
    const content: MessageContent[K] | undefined = contents.get(id);
    return content ? [{ id, content, locale }] : [];
  });
  const rendered = await messages.renderAll(db, kind.name, items);
  return claimed.map((message) => {
    const { id, toAddress, headerId } = message;
    if (!contents.has(id)) return { message, outcome: causeGone };
    const mail = rendered.get(id);
    if (!mail) throw new Error('the renderer left a message out');
    const { toName, ...parts } = mail;
    return {
      message,
      mail: { ...parts, to: { name: toName, address: toAddress }, messageId: headerId },
    };
  });
}

/** All at once; where that fails each alone, so that a bad one takes no other along. */
async function prepareApart(
  deps: PrepareDeps,
  kind: MessageKind,
  claimed: readonly ClaimedMessage[],
): Promise<Prepared[]> {
  try {
    return await prepareKind(deps, kind, claimed);
  } catch (err) {
    const [only] = claimed;
    if (claimed.length > 1 || !only)
      return (await Promise.all(claimed.map((message) => prepareApart(deps, kind, [message])))).flat();
    deps.log.error({ err, row: only.id, kind: only.kind }, 'mail: cannot be prepared');
    return [{ message: only, outcome: notPrepared }];
  }
}

/** The mail to send of each message, or why there is none; one set of queries a kind. */
export async function prepareAll(deps: PrepareDeps, claimed: readonly ClaimedMessage[]): Promise<Prepared[]> {
  const addressed = claimed.filter(({ toAddress }) => isMailAddress(toAddress));
  const prepared = claimed
    .filter(({ toAddress }) => !isMailAddress(toAddress))
    .map((message): Prepared => ({ message, outcome: noAddress }));
  for (const [name, group] of Map.groupBy(addressed, (message) => message.kind)) {
    const kind = deps.kinds.find((known) => known.name === name);
    // A newer version may have written it while this process still runs: it will be taken up again.
    const response = `Not sent yet: messages of kind ${name} are not known here`;
    const unknown = (message: ClaimedMessage): Prepared => ({
      message,
      outcome: { kind: 'temporary', response },
    });
    prepared.push(...(kind ? await prepareApart(deps, kind, group) : group.map(unknown)));
  }
  return prepared;
}
