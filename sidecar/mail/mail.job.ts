import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Log, withoutPersonal } from '../platform/log.ts';
import type { Nudge } from '../platform/queue.ts';
import { nextTry } from './backoff.rules.ts';
import type { Delivery } from './delivery.rules.ts';
import type { MessageKind } from './kind.ts';
import { claimDue, dueNudges, releaseLapsed } from './claim.store.ts';
import type { ClaimedMessage } from './message.store.ts';
import type { MessageRenderer } from './render.ts';
import { isMailAddress } from './text.rules.ts';
import { type Ending, settle } from './settle.store.ts';
import type { OutgoingMail, Transport } from './transport.ts';

export const mailQueue = 'mail';

export type MailJobDeps = {
  db: Db;
  kinds: readonly MessageKind[];
  messages: MessageRenderer;
  transport: Transport;
  clock: Clock;
  /** How long a claim holds; a delivery is broken off after half of it, so that it never outlives its claim. */
  leaseSeconds: number;
  /** Which of the two lanes: what somebody waits for, or everything else. */
  urgent: boolean;
  log: Log;
};
export type MailJob = {
  /** Sends the row if it is due and nobody else is at it; any number of calls send one mail. */
  handle: (nudge: Nudge) => Promise<void>;
  /** What the queue has to be told (again). */
  sweep: () => Promise<Nudge[]>;
};
type Outcome = Delivery | { kind: 'cancelled'; response: string };

const sweepLimit = 5000;

/** The mail to send, or why there is none. */
async function prepare(deps: MailJobDeps, message: ClaimedMessage): Promise<OutgoingMail | Outcome> {
  if (!isMailAddress(message.toAddress))
    return { kind: 'permanent', response: 'Not sent: this is not a valid e-mail address' };
  const kind = deps.kinds.find(({ name }) => name === message.kind);
  // A newer version may have written it while this process still runs: it will be taken up again.
  if (!kind)
    return {
      kind: 'temporary',
      response: `Not sent yet: messages of kind ${message.kind} are not known here`,
    };
  const content = (await kind.load(deps.db, [message])).get(message.id);
  if (!content) return { kind: 'cancelled', response: 'its cause is gone' };
  const items = [{ id: message.id, content, locale: message.locale }];
  const rendered = (await deps.messages.renderAll(deps.db, kind.name, items)).get(message.id);
  if (!rendered) throw new Error('the renderer left the message out');
  const { toName, ...parts } = rendered;
  return { ...parts, to: { name: toName, address: message.toAddress }, messageId: message.headerId };
}

async function deliver(deps: MailJobDeps, message: ClaimedMessage): Promise<Outcome> {
  let prepared: OutgoingMail | Outcome;
  try {
    prepared = await prepare(deps, message);
  } catch (err) {
    deps.log.error({ err, row: message.id, kind: message.kind }, 'mail: cannot be prepared');
    return { kind: 'temporary', response: 'Not sent yet: the message could not be prepared (see the log)' };
  }
  return 'kind' in prepared ? prepared : deps.transport.send(prepared, deps.leaseSeconds / 2);
}

function endingOf(message: ClaimedMessage, outcome: Outcome, now: Date): Ending {
  const { kind, response } = outcome;
  if (kind === 'cancelled') return { state: 'cancelled' };
  const again = kind === 'temporary' ? nextTry(message.attempt, message.firstTriedAt, now) : undefined;
  if (again) return { state: 'queued', response, dueAt: again };
  return { state: kind === 'sent' ? 'sent' : 'failed', response };
}

/** Claim → load and render → send → confirm; no transaction is open while the server is talked to (architecture.md 3). */
export function mailJob(deps: MailJobDeps): MailJob {
  const { db, clock, urgent, leaseSeconds } = deps;
  return {
    async handle({ row }) {
      const claimed = await claimDue(db, { row, urgent, limit: 1, without: [], now: clock(), leaseSeconds });
      for (const message of claimed) {
        const outcome = await deliver(deps, message);
        const now = clock();
        const [settled] = await settle(db, [{ held: message, ending: endingOf(message, outcome, now) }], now);
        const fields = { row, kind: message.kind, attempt: message.attempt, outcome: outcome.kind };
        if (!settled)
          deps.log.warn(fields, 'mail: a newer attempt holds the message, this outcome is not written');
        else if (outcome.kind === 'sent') deps.log.info(fields, 'mail: sent');
        else deps.log.warn({ ...fields, response: withoutPersonal(outcome.response) }, 'mail: not sent');
      }
    },
    async sweep() {
      await releaseLapsed(db, clock());
      return dueNudges(db, { urgent, now: clock(), limit: sweepLimit });
    },
  };
}
