import { setTimeout as sleep } from 'node:timers/promises';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { gather } from '../platform/gather.ts';
import { type Log, withoutPersonal } from '../platform/log.ts';
import { nextTry } from './backoff.rules.ts';
import { putOff } from './claim.store.ts';
import type { ClaimedMessage } from './message.store.ts';
import { openPlaces } from './places.ts';
import type { Outcome, Prepared } from './prepare.ts';
import { type Ending, type Settlement, settle } from './settle.store.ts';
import type { Transport } from './transport.ts';

export type LaneDeps = {
  db: Db;
  transport: Transport;
  clock: Clock;
  /** How long a claim holds; a delivery is broken off after half of it and begun in the first half only, so that it never outlives its claim. */
  leaseSeconds: number;
  /** Which of the two lanes: what somebody waits for, or everything else. */
  urgent: boolean;
  /** A delivery that takes longer gives its place to others, and its domain's mail is put off. */
  slowSeconds?: number;
  /** The envelope sender of a message, by its row's id; the address of MAIL_FROM where it is missing. */
  envelopeFrom?: (messageId: string) => string;
  log: Log;
};
export type Lane = {
  /** Sends and confirms; resolves once nobody needs to wait for it: it has ended, or is so slow that it is left behind. */
  deliver(prepared: Prepared): Promise<void>;
  /** Domains of which nothing should be claimed now. */
  held(): string[];
  /** Gives back what waits for a connection, and waits for what is under way. */
  stop(): Promise<void>;
};

const putOffWords = 'Put off: the mail server is slow with this domain or does not take its mail at present';

function endingOf(message: ClaimedMessage, outcome: Outcome, now: Date): Ending {
  const { kind, response } = outcome;
  if (kind === 'cancelled') return { state: 'cancelled' };
  const again = kind === 'temporary' ? nextTry(message.firstTriedAt, now) : undefined;
  if (again) return { state: 'queued', response, dueAt: again };
  return { state: kind === 'sent' ? 'sent' : 'failed', response };
}

/** The way of claimed messages out of the house: a place among the connections, the mail server, the confirmation. `onFree` tells when to claim again. */
export function openLane(deps: LaneDeps, onFree: () => void): Lane {
  const { db, clock, urgent, transport, leaseSeconds, log, slowSeconds = 5 } = deps;
  const limitSeconds = leaseSeconds / 2;
  const underWay = new Set<Promise<void>>();
  let stopping = false;

  const places = openPlaces({
    size: transport.connections,
    slowSeconds,
    clock,
    onFree,
    onRoom: (deliveries) => transport.makeRoom(deliveries),
    onHold(domain, until) {
      log.warn({ domain, until }, 'mail: a domain is slow or refuses for now, its mail waits');
      putOff(db, { urgent, domain, until, words: putOffWords }).catch((err: unknown) =>
        log.warn({ err, domain }, 'mail: not put off'),
      );
    },
  });
  const settleSoon = gather<Settlement, boolean>((settlements) => settle(db, settlements, clock()), 10);

  /** While the database is away the row is ours until the lease ends; only then would another process send it again. */
  async function confirm(message: ClaimedMessage, ending: Ending): Promise<boolean> {
    for (;;) {
      try {
        const [written] = await settleSoon([{ held: message, ending }]);
        return written ?? false;
      } catch (err) {
        if (stopping || addSeconds(clock(), 1) >= message.leaseUntil) throw err;
        await sleep(500);
      }
    }
  }

  async function end(message: ClaimedMessage, outcome: Outcome): Promise<void> {
    const { id, kind, attempt } = message;
    const settled = await confirm(message, endingOf(message, outcome, clock()));
    const fields = { row: id, kind, attempt, outcome: outcome.kind };
    if (!settled) log.warn(fields, 'mail: a newer attempt holds the message, this outcome is not written');
    else if (outcome.kind === 'sent') log.info(fields, 'mail: sent');
    else log.warn({ ...fields, response: withoutPersonal(outcome.response) }, 'mail: not sent');
  }

  async function giveBack(message: ClaimedMessage, dueAt: Date): Promise<void> {
    await confirm(message, { state: 'queued', response: null, dueAt });
  }

  function follow(prepared: Prepared): { settled: Promise<void>; slow?: Promise<void> } {
    const { message } = prepared;
    if ('outcome' in prepared) return { settled: end(message, prepared.outcome) };
    const envelopeFrom = deps.envelopeFrom?.(message.id);
    const mail = { ...prepared.mail, ...(envelopeFrom ? { envelopeFrom } : {}) };
    const inTime = (): boolean => !stopping && addSeconds(clock(), limitSeconds) <= message.leaseUntil;
    const { ended, slow } = places.run(message.domain, async () =>
      inTime() ? transport.send(mail, limitSeconds) : undefined,
    );
    const settled = ended.then((outcome) => {
      if (!outcome) return giveBack(message, clock());
      return outcome.kind === 'heldBack' ? giveBack(message, outcome.until) : end(message, outcome);
    });
    return { settled, slow };
  }

  return {
    async deliver(prepared) {
      const { settled, slow } = follow(prepared);
      underWay.add(settled);
      const forget = (): void => void underWay.delete(settled);
      settled.then(forget, (err: unknown) => {
        forget();
        log.warn({ err, row: prepared.message.id }, 'mail: its end could not be written');
      });
      await (slow ? Promise.race([settled, slow]) : settled);
    },
    held: places.held,
    async stop() {
      stopping = true;
      await Promise.allSettled(underWay);
    },
  };
}
