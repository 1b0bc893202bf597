import type { Running } from './processes.ts';

/** Processes that all do the same, numbered from 0. */
export type Crew = {
  /** All as one: what they wrote, and stopping stops every one of them; the first exit code that is not 0 counts. */
  all(): Running;
  each(): readonly Running[];
  /** Starts number `index` anew, after it was stopped or killed; `more` are settings of its own. */
  begin(index: number, more?: NodeJS.ProcessEnv): Running;
  /** Starts all anew. */
  beginAll(more?: NodeJS.ProcessEnv): void;
};

function together(codes: readonly (number | null)[]): number | null {
  const bad = codes.find((code) => code !== 0);
  return bad === undefined ? 0 : bad;
}

function asOne(running: readonly Running[]): Running {
  const [first] = running;
  if (!first) throw new Error('a crew of nobody');
  return {
    pid: first.pid,
    output: () => running.map((one) => one.output()).join(''),
    exited: Promise.all(running.map((one) => one.exited)).then(together),
    stop: async (signal) => together(await Promise.all(running.map((one) => one.stop(signal)))),
  };
}

/** Starts `size` of them by `start`, which is told the number of each. */
export function crew(size: number, start: (index: number, more: NodeJS.ProcessEnv) => Running): Crew {
  const members = Array.from({ length: size }, (_, index) => start(index, {}));
  const begin = (index: number, more: NodeJS.ProcessEnv = {}): Running => {
    const running = start(index, more);
    members[index] = running;
    return running;
  };
  return {
    all: () => asOne(members),
    each: () => members,
    begin,
    beginAll(more) {
      for (const index of members.keys()) begin(index, more);
    },
  };
}
