import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openNudger } from '../../sidecar/platform/queue.ts';
import { registrationQueue } from '../../sidecar/registration/queue.ts';
import { approveHeld } from '../../sidecar/registration/review.service.ts';
import { applicantsWith, expected } from '../support/criteria-people.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Installation, installation } from '../support/installation.ts';
import { decideAll } from '../support/link-people.ts';
import { until } from '../support/processes.ts';
import { secondWorker } from './_link-redeemers.ts';
import { exactly, type Figure, randomFrom, told } from './_run.ts';

export const name = 'guessing';

const budget = 20;
const perVisitor = 60;

/** How these registrations ended, as PostgreSQL says. */
async function endsOf(house: Installation, ids: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await house.query(`select coalesce(outcome, state) as "end", count(*)::int as count
    from registration where id = any('{${ids.join(',')}}') group by 1`);
  return Object.fromEntries(rows.map((row) => [String(row['end']), Number(row['count'])]));
}

async function emptied({ redis }: Installation): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
}

/** Stored names with numbers that nobody has, each from an address of its own. */
const guesses = (people: readonly Facts[], count: number, random: () => number): Facts[] =>
  Array.from({ length: count }, () => ({
    ...(people[Math.floor(random() * people.length)] as Facts),
    employeeNumber: `9${Math.floor(random() * 1e9)}`,
  }));

/** The manager lets in everybody with right facts who waits, as the page does. */
async function approveAll(house: Installation, areaId: string): Promise<number> {
  const { db } = house.database;
  const { rows } = await house.query("select id from member where username = 'netz.manager'");
  const [actor, tree] = [await actorById(db, String(rows[0]?.['id'])), await readTree(db)];
  if (!actor) throw new Error('the demo network is not there');
  const nudger = openNudger(String(house.env['REDIS_URL']), 'einlass-queue', openLog('silent', 'test'));
  const nudge = (ids: readonly string[]) =>
    nudger.nudge(
      registrationQueue,
      ids.map((row) => ({ row, attempt: Date.now() })),
    );
  const clock = () => new Date();
  try {
    return await approveHeld({ db, clock, nudge }, { actor, tree }, areaId, clock());
  } finally {
    await nudger.close();
  }
}

/**
 * Names are sprayed in two halves while people with true facts register among them; between the halves the worker starts anew and Redis is
 * emptied. Afterwards a manager lets those in who wait.
 */
export async function spray(
  house: Installation,
  names: number,
  people: number,
  random: () => number,
): Promise<Figure[]> {
  const known = Array.from({ length: Math.max(people * 2, 200) }, (_, nth) => expected(nth));
  const areaId = await expectPeople(house, known);
  const halves = [known.slice(0, people / 2), known.slice(people / 2, people)];
  const [wrongIds, trueIds]: [string[], string[]] = [[], []];
  for (const true_ of halves) {
    const wrong = await applicantsWith(house, guesses(known.slice(people), names / 2, random));
    const right = await applicantsWith(house, true_);
    wrongIds.push(...wrong);
    trueIds.push(...right);
    const mixed = [...wrong, ...right].map((id) => ({ id, at: random() })).toSorted((a, b) => a.at - b.at);
    await decideAll(
      house,
      mixed.map(({ id }) => id),
    );
    await house.worker().stop();
    await emptied(house);
    house.restartWorker();
  }
  const [wrong, right] = [await endsOf(house, wrongIds), await endsOf(house, trueIds)];
  const { rows } = await house.query(`select spent from guess_budget where area_id = '${areaId}'`);
  const approved = await approveAll(house, areaId);
  await until(
    'everybody with true facts is let in',
    async () => {
      const { ready = 0, done = 0 } = await endsOf(house, trueIds);
      return ready + done === people;
    },
    600,
  );
  return [
    told('sprayed names that were answered and that waited', JSON.stringify(wrong)),
    exactly('misses answered, of the budget', wrong['mismatch'] ?? 0, budget),
    exactly('misses that waited', wrong['held'] ?? 0, names - budget),
    exactly('spent in the budget', Number(rows[0]?.['spent']), budget),
    told('people with true facts meanwhile', JSON.stringify(right)),
    exactly('of them turned away', people - (right['ready'] ?? 0) - (right['held'] ?? 0), 0),
    exactly('let in by one press of a manager', approved, right['held'] ?? 0),
  ];
}

const secondsLeft = () => 3600 - ((Date.now() / 1000) % 3600);

/** Wrong tries of one visitor, all at once: so many are compared, no more. */
export async function oneVisitor(house: Installation, count: number): Promise<Figure[]> {
  // Of two hours each would compare as many.
  await until('an hour that does not end meanwhile', async () => secondsLeft() > 60, 70);
  const strangers = Array.from({ length: count }, (_, nth) => ({ ...expected(nth, '-nobody') }));
  const ids = await applicantsWith(house, strangers, randomBytes(32));
  const { ends } = await decideAll(house, ids);
  return [
    exactly('tries of one visitor at once that were too many', ends['tooMany'] ?? 0, count - perVisitor),
  ];
}

/** Full: 10,000 names from 10,000 addresses, 300 people with true facts among them, two workers; 500 wrong tries of one visitor. */
export async function run(scale: number, seed: number, log: (line: string) => void): Promise<Figure[]> {
  const even = (number: number) => Math.max(2, Math.round((number * scale) / 2) * 2);
  const house = await installation();
  const worker = secondWorker(house);
  try {
    const visitor = await oneVisitor(house, Math.max(100, Math.round(500 * scale)));
    log('the tries of one visitor are counted');
    const sprayed = await spray(house, even(10_000), even(300), randomFrom(seed));
    return [...visitor, ...sprayed];
  } finally {
    await worker.stop();
    await house.close();
  }
}
