import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cancelBatch, readBatchCounts } from '../../sidecar/mail/batch.store.ts';
import { until } from '../support/processes.ts';
import { type MailHouse, mailHouse } from './_mail-house.ts';
import { count, meddle, type Mishap, type OwnServers, retryAll, type Target } from './_mail-kills.ts';
import { reckon } from './_mail-oracle.ts';
import { onOwnServers } from './_on-own-servers.ts';
import { atMost, exactly, type FaultRun, type Figure, randomFrom, told, withinTime } from './_run.ts';

export const name = 'mail';

type Options = {
  people: number;
  /** Addresses at each of the domains where something goes wrong (sink-process.ts). */
  faulty: Readonly<Record<string, number>>;
  kills: Partial<Record<Target, number>>;
  others: readonly Mishap['name'][];
  leaseSeconds: number;
  spans: { awaySeconds: number; freezeSeconds: number };
  own?: OwnServers;
  seed: number;
  log: (line: string) => void;
};

/** People by number, those with a faulty address among them at random places; each faulty address has a domain of its own. */
function addresses(options: Options, random: () => number): string[] {
  const faulty = Object.entries(options.faulty).flatMap(([domain, many]) =>
    Array.from({ length: many }, (_, index) => `p.${index}@n${index}.${domain}.example`),
  );
  const healthy = Array.from(
    { length: options.people - faulty.length },
    (_, index) => `person.${index}@firma${index % 3}.example`,
  );
  for (const address of faulty) healthy.splice(Math.floor(random() * healthy.length), 0, address);
  return healthy;
}

function mishapsOf({ people, kills, others }: Options, random: () => number): Mishap[] {
  // The last tenth ends in peace, so that every mishap has something to break.
  const somewhere = (): number => Math.floor(random() * people * 0.9);
  const killed = Object.entries(kills).flatMap(([target, many]) =>
    Array.from({ length: many }, () => ({
      at: somewhere(),
      name: target as Target,
      delayMs: random() * 200,
    })),
  );
  const at = { flush: [0.25, 0.5, 0.75], away: [0.4], freeze: [0.6] } as const;
  const planned = others.flatMap((name) =>
    (at[name as keyof typeof at] ?? []).map((share) => ({
      at: Math.floor(share * people),
      name,
      delayMs: 0,
    })),
  );
  return [...killed, ...planned];
}

async function untilQuiet(house: MailHouse): Promise<void> {
  await until(
    'every message has ended',
    async () => {
      await retryAll(house);
      return (await count(house, ['queued', 'sending'])) === 0;
    },
    900,
  );
}

/** A campaign to people of whom some have addresses that make trouble, while everything is killed, flushed, frozen or away. */
export async function campaignUnderFire(options: Options): Promise<Figure[]> {
  const { people, kills, leaseSeconds, seed, log } = options;
  const random = randomFrom(seed);
  const house = await mailHouse({ leaseSeconds, web: (kills.web ?? 0) > 0 });
  try {
    const invited = await house.people(addresses(options, random));
    const batch = await house.campaign(invited);
    const met = await meddle(house, options.own, mishapsOf(options, random), options.spans, log);
    log(`${met.kills} kills in all; waiting for the rest`);
    await untilQuiet(house);
    const found = await reckon(house, [batch]);
    const mayDouble = met.inFlight + (options.faulty['drop'] ?? 0);
    const figures = [
      told('messages', people),
      told('kill -9', met.kills),
      exactly('messages lost', found.lost, 0),
      exactly('messages sent', found.sent, people - (options.faulty['gone'] ?? 0)),
      exactly('refused for good, with the server’s words', found.failed, options.faulty['gone'] ?? 0),
      exactly('ended otherwise than their address says', found.wrong, 0),
      told('messages in flight at the kills, or dropped after the final dot', mayDouble),
      atMost('mails that came twice', found.copies, mayDouble),
      exactly('second copies that differ', found.differing, 0),
      exactly('mails that no message explains', found.stray, 0),
      exactly('rows overwritten by a process that thawed', met.overwritten, 0),
      withinTime('seconds until mail flowed again, at most', met.refillSeconds, 60),
      withinTime('slowest page without Redis, ms', met.slowestPageMs, 2000),
    ];
    return [...figures, ...(await cancelled(house, Math.ceil(people / 5)))];
  } finally {
    await house.close();
  }
}

/** Taken back in the middle: nothing leaves afterwards but what was in flight, and the counts add up. */
async function cancelled(house: MailHouse, size: number): Promise<Figure[]> {
  const people = await house.people(
    Array.from({ length: size }, (_, index) => `late.${index}@firma.example`),
  );
  // within some four seconds, so that there is a middle
  const batch = await house.campaign(people, size * 15);
  await until(
    'the first have left',
    async () => (await readBatchCounts(house.db, batch)).sent > size / 10,
    120,
  );
  await house.db.transaction().execute((trx) => cancelBatch(trx, batch, new Date()));
  const { sending, sent } = await readBatchCounts(house.db, batch);
  await until(
    'nothing is in flight',
    async () => (await readBatchCounts(house.db, batch)).sending === 0,
    120,
  );
  const end = await readBatchCounts(house.db, batch);
  const arrived = new Set(
    house.sink
      .kept()
      .filter(({ to }) => to.startsWith('late.'))
      .map(({ id }) => id),
  ).size;
  return [
    told('taken back in the middle: messages in flight at that moment', sending),
    atMost('… sent afterwards', end.sent - sent, sending),
    exactly('… sent or cancelled', end.sent + end.cancelled, size),
    {
      what: '… arrived',
      figure: arrived,
      wanted: `${end.sent} to ${sent + sending}`,
      ok: arrived >= end.sent && arrived <= sent + sending,
    },
  ];
}

/** Seconds until the healthy have their mail, without and with a dead domain among them. */
export async function deadDomain(size: number, log: (line: string) => void): Promise<Figure[]> {
  const house = await mailHouse({ leaseSeconds: 60, web: false });
  const seconds = async (mark: string, dead: number): Promise<number> => {
    const healthy = Array.from({ length: size }, (_, index) => `${mark}.${index}@firma${index % 5}.example`);
    const silent = Array.from({ length: dead }, (_, index) => `${mark}.${index}@dead.example`);
    for (const address of silent)
      healthy.splice(Math.floor((healthy.length * silent.indexOf(address)) / dead), 0, address);
    const people = await house.people(healthy);
    const start = performance.now();
    const batch = await house.campaign(people);
    await until(
      'the healthy have their mail',
      async () => (await readBatchCounts(house.db, batch)).sent >= size,
      900,
    );
    const took = (performance.now() - start) / 1000;
    await house.db.transaction().execute((trx) => cancelBatch(trx, batch, new Date()));
    return took;
  };
  try {
    await seconds('warm', 0);
    writeFileSync(join(house.sink.folder, 'dead'), '');
    const [alone, beside] = [await seconds('alone', 0), await seconds('beside', Math.ceil(size / 4))];
    log(`${size} mails: ${alone.toFixed(1)} s, with a dead domain among them ${beside.toFixed(1)} s`);
    rmSync(join(house.sink.folder, 'dead'));
    const delay = (beside / alone - 1) * 100;
    return [withinTime('a dead domain delays the others by, %', delay, 10)];
  } finally {
    await house.close();
  }
}

/** 10,000 people and 100 kills, on a PostgreSQL and a Keycloak of its own. */
export const run: FaultRun = (scale, seed, log) =>
  onOwnServers(1, async (own) => {
    const many = (full: number): number => Math.max(1, Math.round(full * scale));
    const figures = await campaignUnderFire({
      people: Math.max(300, many(10_000)),
      faulty: {
        gone: many(100),
        busy: many(50),
        full: many(50),
        grey: many(50),
        drop: many(20),
        hang: many(5),
        drip: many(5),
      },
      kills: {
        worker: many(35),
        sink: many(20),
        redis: many(17),
        postgres: many(15),
        web: many(10),
        keycloak: many(3),
      },
      others: ['flush', 'away', 'freeze'],
      leaseSeconds: 20,
      spans: { awaySeconds: Math.max(5, 600 * scale), freezeSeconds: 60 },
      own,
      seed,
      log,
    });
    return [...figures, ...(await deadDomain(Math.max(500, many(5000)), log))];
  });
