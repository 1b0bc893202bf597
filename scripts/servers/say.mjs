let listener = (line) => process.stdout.write(`${line}\n`);

/** Prints one line for the person at the terminal. @param {string} [line] */
export function say(line = '') {
  listener(line);
}

/** Sends the lines somewhere else as well or instead. @param {(line: string) => void} next */
export function hear(next) {
  listener = next;
}

/** Seconds since `start` with one decimal. @param {number} start from `performance.now()` */
export function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}

/**
 * Runs a step and prints how long it took; a slow one says that it is still running after 3 s, then every 15 s.
 * @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function step(name, work) {
  const start = performance.now();
  const still = () => say(`  … ${name} (${Math.round((performance.now() - start) / 1000)} s)`);
  const first = setTimeout(still, 3000);
  const next = setInterval(still, 15_000);
  try {
    const result = await work();
    say(`  ✓ ${name} (${secondsSince(start)} s)`);
    return result;
  } finally {
    clearTimeout(first);
    clearInterval(next);
  }
}

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
