import { setTimeout as sleep } from 'node:timers/promises';
import { allTargets, type Site, type Target } from './_soak-site.ts';

/** For so long after it answers again people may still meet what the kill broke: at Keycloak a whole way in begins anew. */
const graceSeconds: { readonly [target in Target]: number } = {
  web: 5,
  worker: 5,
  redis: 10,
  postgres: 15,
  keycloak: 30,
  sink: 5,
};

function shuffled(random: () => number): Target[] {
  return allTargets
    .map((target) => ({ target, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ target }) => target);
}

/** Kills one process after the other, each as often as any other, until `end` (milliseconds since 1970); answers how often and how long each was away. */
export async function killUntil(
  site: Site,
  end: number,
  { random, pause }: { random: () => number; pause: readonly [from: number, to: number] },
  log: (line: string) => void,
): Promise<{ target: Target; seconds: number }[]> {
  const away: { target: Target; seconds: number }[] = [];
  let next: Target[] = [];
  for (;;) {
    await sleep((pause[0] + random() * (pause[1] - pause[0])) * 1000);
    if (Date.now() > end) return away;
    if (next.length === 0) next = shuffled(random);
    const target = next.shift() as Target;
    const window = { target, from: Date.now(), to: Number.POSITIVE_INFINITY };
    site.record.windows.push(window);
    await site.kill(target);
    const seconds = (Date.now() - window.from) / 1000;
    window.to = Date.now() + graceSeconds[target] * 1000;
    away.push({ target, seconds });
    log(`kill ${away.length}: ${target}, answers again after ${seconds.toFixed(1)} s`);
  }
}
