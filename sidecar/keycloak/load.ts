import { afterCall, type LoadState, type Seen, startingLoad } from './load.rules.ts';

export type { Seen } from './load.rules.ts';

/** The places for work at Keycloak that may wait. Sign-in, redemption and pages have their own way there and never queue here. */
export type Load = {
  /** False during an outage, and while Keycloak asked to be left alone: then nothing new is to be taken up. */
  open(): boolean;
  /** Waits for a place, then works. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Told of every call to Keycloak. */
  observe(seen: Seen): void;
  places(): number;
};

/** `max` places at most; `now` in ms. */
export function openLoad(max: number, now: () => number = () => performance.now()): Load {
  let state: LoadState = startingLoad(max);
  let busy = 0;
  const waiting: (() => void)[] = [];
  const admit = (): void => {
    while (busy < state.limit && waiting.length > 0) {
      busy += 1;
      waiting.shift()?.();
    }
  };
  return {
    open: () => now() >= state.quietUntil,
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      try {
        return await work();
      } finally {
        busy -= 1;
        admit();
      }
    },
    observe(seen) {
      state = afterCall(state, seen, now());
      admit();
    },
    places: () => state.limit,
  };
}
