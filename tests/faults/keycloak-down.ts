import { setTimeout as sleep } from 'node:timers/promises';
import { employee } from '../support/employee.ts';
import { openFaultProxy } from '../support/fault-proxy.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { acceptances, invitationState, type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { servers } from '../support/servers.ts';
import { exactly, type FaultRun, type Figure, randomFrom, told, withinTime } from './_run.ts';

export const name = 'keycloak-down';

/** What the page tells, or why there was none. */
type Press = 'said so' | 'sent into the dead host' | 'something else';

const backSeconds = 60;

async function press({ link }: InvitedPerson): Promise<Press> {
  try {
    const answer = await httpBrowser().post(link);
    if (answer.location) return 'sent into the dead host';
    const wayOn = answer.text.includes(`href="${new URL(link).pathname}"`);
    return answer.status === 503 && wayOn ? 'said so' : 'something else';
  } catch {
    return 'something else';
  }
}

/** Comes again every second until the app greets; answers the seconds since Keycloak is back, undefined after ten times the limit. */
async function comesBack(house: Installation, person: InvitedPerson): Promise<number | undefined> {
  const walk = employee(house.appUrl);
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  while (since() < 10 * backSeconds) {
    const ended = await walk(person.link, 'Ein-eigenes-Passwort-7').catch(() => undefined);
    if (ended?.end === 'app') return since();
    await sleep(1000);
  }
  return undefined;
}

/** People press their links at random moments for `seconds`; counts what they met. */
async function pressing(people: readonly InvitedPerson[], seconds: number, random: () => number) {
  const met: Record<Press, number> = { 'said so': 0, 'sent into the dead host': 0, 'something else': 0 };
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    people.map(async (person) => {
      do {
        met[await press(person)] += 1;
        await sleep(500 + random() * 4500);
      } while (performance.now() < end);
    }),
  );
  return met;
}

/** Keycloak is down for 10 min × scale while 20 people press their links; afterwards each comes back until the app greets. */
export const run: FaultRun = async (scale, seed, log) => {
  const seconds = Math.max(10, Math.round(600 * scale));
  const proxy = await openFaultProxy(servers().keycloakUrl);
  const undo: (() => Promise<unknown>)[] = [() => proxy.close()];
  try {
    const house = await installation({ KEYCLOAK_INTERNAL_URL: proxy.url });
    undo.unshift(() => house.close());
    const people = await invitePeople(house, 20);
    await proxy.down();
    log(`Keycloak is down for ${seconds} s`);
    const met = await pressing(people, seconds, randomFrom(seed));
    const states = await Promise.all(people.map(({ id }) => invitationState(house, id)));
    await proxy.up();
    log(`up again after ${JSON.stringify(met)}`);
    const back = await Promise.all(people.map((person) => comesBack(house, person)));
    const accepted = await Promise.all(people.map(({ id }) => acceptances(house, id)));
    const slowest = Math.max(...back.map((one) => one ?? Number.POSITIVE_INFINITY));
    const figures: Figure[] = [
      told('people', people.length),
      told('seconds that Keycloak was down', seconds),
      told('presses answered by our page, with the way on', met['said so']),
      exactly('presses sent into the dead host', met['sent into the dead host'], 0),
      exactly('presses answered by something else', met['something else'], 0),
      exactly('links not open after it', states.filter((state) => state !== 'open').length, 0),
      exactly('never got in afterwards', back.filter((one) => one === undefined).length, 0),
      exactly('acceptances with one audit row', accepted.filter((rows) => rows === 1).length, people.length),
      withinTime('seconds until the last one was in the app', slowest, backSeconds),
    ];
    return figures;
  } finally {
    for (const one of undo) await one();
  }
};
