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

/** What was killed, for how long it was away, and whether it came back at all. */
type Away = { target: Target; seconds: number; back: boolean };

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
): Promise<Away[]> {
  const away: Away[] = [];
  let next: Target[] = [];
  for (;;) {
    await sleep((pause[0] + random() * (pause[1] - pause[0])) * 1000);
    if (Date.now() > end) return away;
    if (next.length === 0) next = shuffled(random);
    const target = next.shift() as Target;
    const window = { target, from: Date.now(), to: Number.POSITIVE_INFINITY };
    site.record.windows.push(window);
    const back = await site.kill(target).then(
      () => true,
      (error: unknown) => log(String(error)),
    );
    const seconds = (Date.now() - window.from) / 1000;
    window.to = Date.now() + graceSeconds[target] * 1000;
    away.push({ target, seconds, back: back === true });
    log(
      `kill ${away.length}: ${target}, ${back ? 'answers again' : 'given up'} after ${seconds.toFixed(1)} s`,
    );
  }
}
