import { randomUUID } from 'node:crypto';
import { codeFor } from '../registration/registrant.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Answer, httpBrowser } from '../support/http-browser.ts';
import type { Installation } from '../support/installation.ts';
import { invitePeople } from '../support/invited-people.ts';
import { until } from '../support/processes.ts';
import { type Measure, median, percentile, told } from './_run.ts';
import type { SignInHouse } from './_signin-house.ts';
import { password } from './_signin-realms.ts';

/** A browser whose requests are timed, redirects one by one. */
function timedBrowser() {
  const browser = httpBrowser();
  const took: { path: string; ms: number }[] = [];
  const timed = async (ask: () => Promise<Answer>): Promise<Answer> => {
    const from = performance.now();
    const answer = await ask();
    took.push({ path: answer.url.pathname, ms: performance.now() - from });
    return answer;
  };
  const follow = async (first: Answer, until: (next: URL) => boolean): Promise<Answer> => {
    let last = first;
    while (last.location && !until(last.location)) {
      const next = last.location;
      last = await timed(() => browser.get(next));
    }
    return last;
  };
  const sum = (wanted: (path: string) => boolean) =>
    took.filter(({ path }) => wanted(path)).reduce((all, { ms }) => all + ms, 0);
  return {
    get: (url: string) => timed(() => browser.get(url)),
    /** Without being timed. */
    peek: (url: string) => browser.get(url),
    post: (url: string, form?: Record<string, string>) => timed(() => browser.post(url, form)),
    submit: (page: Answer, form: Record<string, string>) => timed(() => browser.submit(page, form)),
    follow,
    /** From the request at the sidecar to Keycloak's next step, the token's exchange in it. */
    trip: () => sum((path) => path === '/op/authorize' || path.endsWith('/broker/access/endpoint')),
    whole: () => sum(() => true),
  };
}

const never = () => false;
const expectPassword = (page: Answer): void => {
  if (!page.text.includes('password-new')) throw new Error(`no page for the password at ${page.url.href}`);
};

/** Invitations redeemed one after another; milliseconds of each one's way authorize → code → token. */
async function brokerTrips(house: Installation, count: number): Promise<number[]> {
  const trips: number[] = [];
  for (const { link } of await invitePeople(house, count)) {
    const browser = timedBrowser();
    await browser.get(link);
    expectPassword(await browser.follow(await browser.post(link), never));
    trips.push(browser.trip());
  }
  return trips;
}

/**
 * Whole registrations, one after another, from the empty form to the app's code: what the requests took and the account's making, without
 * the time until the code's mail is there.
 */
async function registrations(house: Installation, count: number) {
  const people = Array.from({ length: count }, (_, nth) => ({
    firstName: 'Erika',
    lastName: `Muster-${String.fromCharCode(97 + (nth % 26))}${Math.floor(nth / 26)}`,
    email: `bench.${randomUUID()}@muster.example`,
  }));
  await expectPeople(
    house,
    people.map(({ firstName, lastName }) => ({ firstName, lastName })),
  );
  const all: { trip: number; whole: number }[] = [];
  for (const { firstName, lastName, email } of people) {
    const browser = timedBrowser();
    const app = encodeURIComponent(`${house.appUrl}/register`);
    const form = await browser.follow(await browser.get(`${house.url}/register?app=${app}`), never);
    const typed = { 'fact-firstName': firstName, 'fact-lastName': lastName, email };
    const asked = await browser.follow(await browser.submit(form, typed), never);
    const code = await codeFor(email);
    const posted = await browser.follow(await browser.submit(asked, { code }), never);
    const from = performance.now();
    const here = posted.url.origin + posted.url.pathname;
    if (!posted.text.includes('password-new'))
      await until('the account', async () => (await browser.peek(`${here}/waiting`)).status !== 204, 30, 10);
    const waited = performance.now() - from;
    const page = posted.text.includes('password-new')
      ? posted
      : await browser.follow(await browser.get(here), never);
    expectPassword(page);
    const chosen = { 'password-new': password, 'password-confirm': password };
    const end = await browser.follow(await browser.submit(page, chosen), (next) =>
      next.href.startsWith(house.appUrl),
    );
    if (!end.location?.searchParams.has('code')) throw new Error(`no code for the app at ${end.url.href}`);
    all.push({ trip: browser.trip(), whole: browser.whole() + waited });
  }
  return all;
}

/** What the way through the broker takes, and of a whole registration. */
export async function broker(
  { house, proxy }: SignInHouse,
  scale: number,
  log: (line: string) => void,
): Promise<Measure[]> {
  await brokerTrips(house, 10);
  const known = { authorize: proxy.times('/op/authorize').length, token: proxy.times('/op/token').length };
  const trips = await brokerTrips(house, Math.max(10, Math.round(200 * scale)));
  const authorize = proxy.times('/op/authorize').slice(known.authorize);
  const token = proxy.times('/op/token').slice(known.token);
  log(`${trips.length} ways through the broker`);
  const whole = await registrations(house, Math.max(3, Math.round(40 * scale)));
  log(`${whole.length} registrations`);
  const both = (what: string, values: readonly number[]) => [
    told(`${what}: median ms`, median(values)),
    told(`${what}: p99 ms`, percentile(values, 0.99)),
  ];
  return [
    ...both('authorize → code → token', trips),
    ...both('of it the sidecar: authorize', authorize),
    ...both('of it the sidecar: token', token),
    told('a whole registration without its mail: median ms', median(whole.map((one) => one.whole))),
    told('authorize → code → token ÷ whole registration', median(whole.map((one) => one.trip / one.whole))),
  ];
}
