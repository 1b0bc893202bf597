import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { acceptances, invitationState, type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { answering, type Running, start } from '../support/processes.ts';
import { once, redeemLinkAtOnce, secondWorker } from './_link-redeemers.ts';
import { onceUsed, redeemRecordAtOnce } from './_record-redeemers.ts';
import { randomFrom } from './_run.ts';

export const name = 'single-use';

export type Figures = Record<string, number>;
export type Outcome = Figures & { passwordPages: number; refused: number; other: number; auditRows: number };

const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));

/** Another web process of the same installation, on a port of its own; `route` sends a browser's requests there. */
export async function secondWeb(house: Installation): Promise<{ route(url: URL): URL; process: Running }> {
  const port = await freePort();
  const process_ = start(process.execPath, [main, 'serve'], { ...house.env, PORT: String(port) });
  await answering(`http://localhost:${port}/readyz`, process_);
  const own = new URL(house.url).host;
  return {
    process: process_,
    route(url) {
      if (url.host !== own) return url;
      const there = new URL(url);
      there.port = String(port);
      return there;
    },
  };
}

export const isAuthorize = (url: URL): boolean => url.pathname === '/op/authorize';
export const isPasswordPage = (answer: Answer): boolean =>
  answer.status === 200 && answer.text.includes('password-new');

/** From the link's button to the broker's door: Keycloak's request for authorize, not yet made. */
export async function walkUp(browser: HttpBrowser, link: string): Promise<URL> {
  const last = await browser.follow(await browser.post(link), (next) => !isAuthorize(next));
  if (!last.location) throw new Error(`no way to authorize: ${last.status} at ${last.url.pathname}`);
  return last.location;
}

async function inGroups<T, R>(all: readonly T[], size: number, work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += size)
    done.push(...(await Promise.all(all.slice(at, at + size).map(work))));
  return done;
}

const jitterMs = 40;

/**
 * Many browsers stand at authorize with one link and go through at the same moment. `random` says which of two web processes
 * each one meets and by how many milliseconds it comes later than the first.
 */
export async function redeemAtOnce(
  house: Installation,
  person: InvitedPerson,
  count: number,
  route: (url: URL) => URL,
  random: () => number = randomFrom(1),
): Promise<{ outcome: Outcome; winner: { browser: HttpBrowser; page: Answer } | undefined }> {
  const browsers = Array.from({ length: count }, () => (random() < 0.5 ? httpBrowser(route) : httpBrowser()));
  const ready = await inGroups(browsers, 20, async (browser) => ({
    browser,
    url: await walkUp(browser, person.link),
  }));
  const ends = await Promise.all(
    ready.map(async ({ browser, url }) => {
      await sleep(random() * jitterMs);
      return { browser, page: await browser.follow(await browser.get(url)) };
    }),
  );
  const winners = ends.filter(({ page }) => isPasswordPage(page));
  const refused = ends.filter(({ page }) => page.status === 410 && isAuthorize(page.url)).length;
  const outcome = {
    passwordPages: winners.length,
    refused,
    other: count - winners.length - refused,
    auditRows: await acceptances(house, person.id),
  };
  return { outcome, winner: winners[0] };
}

/** Full figures: `1,000 × scale` redeemers of one link, three links, two web processes; the same with an access link and with a record, and two workers. */
export async function run(scale: number, seed: number, log: (line: string) => void): Promise<Figures> {
  const count = Math.max(2, Math.round(1000 * scale));
  const random = randomFrom(seed);
  const house = await installation();
  const second = await secondWeb(house);
  const figures: Figures = { 'redeemers of each link': count };
  try {
    for (const person of await invitePeople(house, 3)) {
      const { outcome } = await redeemAtOnce(house, person, count, second.route, random);
      const state = await invitationState(house, person.id);
      log(`${count} redeemers: ${JSON.stringify(outcome)}, invitation ${state}`);
      for (const [key, value] of Object.entries(outcome)) figures[key] = (figures[key] ?? 0) + value;
      const expected = { passwordPages: 1, refused: count - 1, other: 0, auditRows: 1 };
      if (JSON.stringify(outcome) !== JSON.stringify(expected) || state !== 'accepted')
        throw new Error(`a link was not redeemed exactly once: ${JSON.stringify({ ...outcome, state })}`);
    }
    const worker = secondWorker(house);
    try {
      const outcome = await redeemLinkAtOnce(house, count);
      log(`${count} people with one access link: ${JSON.stringify(outcome)}`);
      if (JSON.stringify(outcome) !== JSON.stringify(once(count)))
        throw new Error(`an access link was not redeemed exactly once: ${JSON.stringify(outcome)}`);
      figures['people with one access link: let in'] = outcome.ready;
      const record = await redeemRecordAtOnce(house, count);
      log(`${count} people with the same stored facts: ${JSON.stringify(record)}`);
      if (JSON.stringify(record) !== JSON.stringify(onceUsed(count)))
        throw new Error(`a record was not redeemed exactly once: ${JSON.stringify(record)}`);
      figures['people with the same stored facts: let in'] = record.ready;
    } finally {
      await worker.stop();
    }
  } finally {
    await second.process.stop();
    await house.close();
  }
  return figures;
}
