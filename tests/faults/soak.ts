import { setTimeout as sleep } from 'node:timers/promises';
import { expected } from '../support/criteria-people.ts';
import { expectPeople } from '../support/expected-people.ts';
import { exactly, type FaultRun, type Figure, randomFrom, told } from './_run.ts';
import { approves, issuesLinks, looksAtList, makesLetter } from './_soak-desk.ts';
import { answerTable, growth, heldTable } from './_soak-figures.ts';
import { importsAndInvites } from './_soak-imports.ts';
import { killUntil } from './_soak-kills.ts';
import { reckonAll } from './_soak-oracle.ts';
import {
  type Act,
  redeemsInvitation,
  registersByFacts,
  registersByLink,
  registersOpenly,
  signsIn,
  type Town,
  usesLetter,
} from './_soak-people.ts';
import { causeOf } from './_soak-record.ts';
import { watch } from './_soak-samples.ts';
import { openSite, type Site } from './_soak-site.ts';

export const name = 'soak';

/** Of a thousand acts so many of each kind; who finds nothing to do signs in instead. */
const mix: readonly (readonly [Act, number])[] = [
  [looksAtList, 280],
  [signsIn, 340],
  [registersByFacts, 80],
  [registersByLink, 80],
  [registersOpenly, 60],
  [approves, 70],
  [redeemsInvitation, 52],
  [makesLetter, 12],
  [usesLetter, 12],
  [issuesLinks, 8],
  [importsAndInvites, 6],
];
const actsPerSecond = 1.5;
/** Seconds from when all is well again to the next kill. */
const pause = [45, 90] as const;
const shortPause = [8, 25] as const;
/** Where so many are under way, no more come. */
const mostAtOnce = 24;

async function openTown(site: Site, random: () => number, acts: number): Promise<Town> {
  const people = Array.from({ length: Math.ceil(acts * 0.1) + 5 }, (_, nth) => expected(nth, 'x'));
  await expectPeople(site.house, people);
  let number = 1000;
  return {
    site,
    random,
    number: () => (number += 1),
    expected: people.map((facts, nth) => ({
      email: `expected.${nth}@muster.example`,
      facts: facts as never,
    })),
    links: [],
    invited: [],
    asked: [],
    letters: [],
    inside: [{ username: 'max.mitglied', password: site.house.password }],
    desks: [],
    ledger: [],
  };
}

function choose(random: () => number): Act {
  let left = random() * mix.reduce((sum, [, weight]) => sum + weight, 0);
  return mix.find(([, weight]) => (left -= weight) < 0)?.[0] ?? signsIn;
}

/** Lets people and managers come at a steady pace until `end`; answers what came to no end. */
async function traffic(town: Town, end: number, log: (line: string) => void) {
  const under = new Set<Promise<void>>();
  const counts = { begun: 0, unfinished: 0, turnedAway: 0 };
  const one = async (act: Act): Promise<void> => {
    try {
      const done = (await act(town)) ?? (await signsIn(town));
      if (done === false) throw new Error('not within its time');
    } catch (error) {
      counts.unfinished += 1;
      log(`${act.name} came to no end: ${causeOf(error)}`);
    }
  };
  // What others need comes first.
  const first = [issuesLinks, importsAndInvites];
  while (Date.now() < end) {
    await sleep(1000 / actsPerSecond);
    if (under.size >= mostAtOnce) {
      counts.turnedAway += 1;
      continue;
    }
    counts.begun += 1;
    const work: Promise<void> = one(first.shift() ?? choose(town.random)).finally(() => under.delete(work));
    under.add(work);
  }
  await Promise.all(under);
  return counts;
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

function seen({ record }: Site, log: (line: string) => void): Figure[] {
  const errors = record.asked.filter(
    ({ from, to, problem }) => problem !== undefined && !record.inKill(from, to),
  );
  const strange = record.strange.filter(({ from, at }) => !record.inKill(from, at));
  for (const { kind, from, problem } of errors.slice(0, 50))
    log(`${clock(from)}: error without a kill: ${kind}: ${problem}`);
  for (const { kind, at, what } of strange.slice(0, 50))
    log(`${clock(at)}: strange without a kill: ${kind}: ${what}`);
  return [
    told('requests', record.asked.length),
    told(
      'requests that failed at a kill',
      record.asked.filter(({ problem }) => problem !== undefined).length - errors.length,
    ),
    exactly('requests that failed without a kill', errors.length, 0),
    exactly('pages that led nowhere without a kill', strange.length, 0),
  ];
}

/**
 * An hour × scale of mixed traffic on a whole installation with two web and two worker processes, while one process after the other is killed.
 * Then PostgreSQL, Keycloak and the mailbox must hold the effect of everything that was accepted, once; and nothing may have grown.
 */
export const run: FaultRun = async (scale, seed, log) => {
  const seconds = 3600 * scale;
  const random = randomFrom(seed);
  const site = await openSite();
  try {
    const town = await openTown(site, random, seconds * actsPerSecond);
    log(`begins: ${Math.round(seconds / 60)} min, ${actsPerSecond} acts a second`);
    const held = watch(site, ({ minute, least }) =>
      log(
        `minute ${minute}: ${Object.entries(least)
          .map(([what, value]) => `${what} ${Math.round(value)}`)
          .join(', ')}; let in ${town.ledger.length}`,
      ),
    );
    const end = Date.now() + seconds * 1000;
    const kills = { random: randomFrom(seed + 1), pause: scale < 0.3 ? shortPause : pause };
    const [counts, away] = await Promise.all([
      traffic(town, end, log),
      killUntil(site, end - Math.min(60, seconds / 4) * 1000, kills, log),
    ]);
    held.stop();
    for (const line of site.logged()) log(line);
    for (const line of ['', ...answerTable(site.record), '', ...heldTable(held.floors), '']) log(line);
    log('counting');
    const found = await reckonAll(town, away.length, log);
    const times = Map.groupBy(away, ({ target }) => target);
    return [
      told('acts begun', counts.begun),
      told('acts not begun, because too many were under way', counts.turnedAway),
      exactly('acts that came to no end', counts.unfinished, 0),
      told('people let in', town.ledger.length),
      ...[...times].map(([target, all]) =>
        told(
          `kill -9 of ${target} (longest away, s)`,
          `${all.length} (${Math.max(...all.map((one) => one.seconds)).toFixed(1)})`,
        ),
      ),
      exactly('of them not back within five minutes', away.filter(({ back }) => !back).length, 0),
      ...seen(site, log),
      ...found,
      ...growth(held.floors),
    ];
  } finally {
    await site.close();
  }
};
