type Waiting<I, O> = {
  items: readonly I[];
  resolve: (answers: O[]) => void;
  reject: (error: unknown) => void;
};

function untilLateOr(event: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void event.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Calls that come within `lingerMs` of the first one, or while one is under way, go together: under load many rows share a
 * statement. `work` answers one value an item, in order. A set that fails is tried again caller by caller, so that one caller's
 * trouble is not the others'. Where no more than `inAll` items ever come, nobody is waited for once they are there.
 */
export function gather<I, O>(
  work: (items: readonly I[]) => Promise<readonly O[]>,
  lingerMs: number,
  inAll = Number.POSITIVE_INFINITY,
): (items: readonly I[]) => Promise<O[]> {
  let waiting: Waiting<I, O>[] = [];
  let running = false;
  let toCome = inAll;
  const complete = Promise.withResolvers<void>();

  async function alone({ items, resolve, reject }: Waiting<I, O>): Promise<void> {
    await work(items).then((answers) => resolve([...answers]), reject);
  }

  async function together(callers: readonly Waiting<I, O>[]): Promise<void> {
    const [first] = callers;
    if (first && callers.length === 1) return alone(first);
    try {
      const answers = await work(callers.flatMap(({ items }) => items));
      let at = 0;
      for (const { items, resolve } of callers) {
        resolve(answers.slice(at, at + items.length));
        at += items.length;
      }
    } catch {
      for (const caller of callers) await alone(caller);
    }
  }

  async function untilNobodyWaits(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      await untilLateOr(complete.promise, lingerMs);
      const callers = waiting;
      waiting = [];
      await together(callers);
    }
    running = false;
  }

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      toCome -= items.length;
      if (toCome <= 0) complete.resolve();
      if (!running) void untilNobodyWaits();
    });
}
