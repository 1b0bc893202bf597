import type { Clock } from '../platform/clock.ts';
import { firstMet, isHeld, type Sign, type Standing, standingAfter } from './domain.rules.ts';

export type PlacesDeps = {
  /** Deliveries at once that are not slow; as many again may be. */
  size: number;
  slowSeconds: number;
  clock: Clock;
  /** Told whenever a domain's mail is put off. */
  onHold(domain: string, until: Date): void;
  /** Told when a domain that was left alone answers again, so that its mail is claimed. */
  onFree(): void;
  /** Told how many deliveries may be under way now, slow ones among them. */
  onRoom(deliveries: number): void;
};
/** How a delivery went, as its domain is judged by it; undefined where it was not begun. */
type Answer = { kind: 'sent' | 'temporary' | 'permanent' } | undefined;
export type HeldBack = { kind: 'heldBack'; until: Date };
export type Run<A extends Answer> = {
  ended: Promise<A | HeldBack>;
  /** Comes where the delivery, or the one of its domain that it waits for, takes long: from then on nobody should wait for its end. */
  slow: Promise<void>;
};
export type Places = {
  /** Delivers as soon as there is a place and the domain may have it; held back where the domain's mail is put off meanwhile. */
  run<A extends Answer>(domain: string, deliver: () => Promise<A>): Run<A>;
  /** Domains of which nothing should be claimed now. */
  held(): string[];
};
type Waiting = { domain: string; start(): void; letGo(): void; holdBack(until: Date): void };

/** Of the time after which a delivery is slow: so soon a first contact is left alone by whoever claims. */
const patience = 0.1;

/**
 * Shares the connections of a lane among the domains of its recipients: one that is slow or refuses for now keeps one of them, and
 * what is slow gives its place to others, so that a dead domain costs the others next to nothing. Known to this process only.
 */
export function openPlaces(deps: PlacesDeps): Places {
  const { size, slowSeconds, clock, onHold, onFree, onRoom } = deps;
  const standings = new Map<string, Standing>();
  const underWay = new Map<string, number>();
  /** Domains whose one try has not been answered for a while. */
  const leftAlone = new Set<string>();
  let waiting: Waiting[] = [];
  let busy = 0;
  let slow = 0;
  const standing = (domain: string): Standing => standings.get(domain) ?? firstMet;
  const count = (domain: string): number => underWay.get(domain) ?? 0;

  function learn(domain: string, sign: Sign): void {
    const before = standing(domain).until;
    const { until, ...rest } = standingAfter(standing(domain), sign, clock());
    standings.set(domain, { until, ...rest });
    if (rest.free && (leftAlone.delete(domain) || before)) onFree();
    if (!until || until === before) return;
    onHold(domain, until);
    if (sign !== 'slow') return;
    const heldBack = waiting.filter((one) => one.domain === domain);
    waiting = waiting.filter((one) => one.domain !== domain);
    for (const one of heldBack) one.holdBack(until);
  }

  function fill(): void {
    let index = 0;
    while (busy < size) {
      const next = waiting[index];
      if (!next) return;
      if (standing(next.domain).free || count(next.domain) === 0) {
        waiting.splice(index, 1);
        next.start();
      } else index += 1;
    }
  }

  /** Nobody waits for this domain's mail, and nobody claims more of it, before it has answered. */
  function leaveAlone(domain: string, onSlow: () => void): void {
    if (standing(domain).free) return;
    leftAlone.add(domain);
    onSlow();
    for (const one of waiting) if (one.domain === domain) one.letGo();
  }

  /** One delivery on a place; the place counts as slow, and is free for others, once it took too long. */
  function occupy(domain: string, onSlow: () => void): (sign?: Sign) => void {
    let late = false;
    const change = (by: 1 | -1): void => {
      if (late) {
        slow += by;
        onRoom(size + slow);
      } else busy += by;
    };
    change(1);
    underWay.set(domain, count(domain) + 1);
    const timer = setTimeout(() => {
      if (slow < size) {
        change(-1);
        late = true;
        change(1);
      }
      learn(domain, 'slow');
      onSlow();
      fill();
    }, slowSeconds * 1000);
    const early = setTimeout(() => leaveAlone(domain, onSlow), slowSeconds * 1000 * patience);
    const began = performance.now();
    return (sign) => {
      clearTimeout(timer);
      clearTimeout(early);
      change(-1);
      const left = count(domain) - 1;
      if (left > 0) underWay.set(domain, left);
      else underWay.delete(domain);
      const wasSlow = performance.now() - began >= slowSeconds * 1000;
      if (sign === 'answered') learn(domain, wasSlow ? 'late' : sign);
      else if (sign && !wasSlow) learn(domain, sign);
      leftAlone.delete(domain);
      fill();
    };
  }

  async function deliverOn<A extends Answer>(
    leave: (sign?: Sign) => void,
    deliver: () => Promise<A>,
  ): Promise<A> {
    try {
      const answer = await deliver();
      leave(answer && (answer.kind === 'temporary' ? 'temporary' : 'answered'));
      return answer;
    } catch (err) {
      leave();
      throw err;
    }
  }

  return {
    run<A extends Answer>(domain: string, deliver: () => Promise<A>) {
      const ended = Promise.withResolvers<A | HeldBack>();
      const turnedSlow = Promise.withResolvers<void>();
      waiting.push({
        domain,
        letGo: turnedSlow.resolve,
        start: () => ended.resolve(deliverOn(occupy(domain, turnedSlow.resolve), deliver)),
        holdBack: (until) => ended.resolve({ kind: 'heldBack', until }),
      });
      fill();
      return { ended: ended.promise, slow: turnedSlow.promise };
    },
    held() {
      const troubled = [...standings].filter(([domain, one]) => isHeld(one, count(domain), clock()));
      return [...new Set([...troubled.map(([domain]) => domain), ...leftAlone])];
    },
  };
}
