import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { emailInput, inputOf } from '../../sidecar/registration/fields.rules.ts';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { strategyOf } from '../criteria/guessing.ts';
import { newRecord, store } from '../criteria/records.ts';
import { north } from '../members/import-fixtures.ts';
import { decisionHouse, type House } from '../registration/decision-house.ts';
import { type Seen, registrationSite, type Site } from './_registration-site.ts';
import { exactly, type Figure, randomFrom } from './_run.ts';

export const name = 'enumeration';

/** What may be known of whoever fills in the form: their facts, and whether the address has an account. */
export const kinds = ['unknown', 'known', 'used', 'locked', 'slowed', 'near', 'address'] as const;
export type Kind = (typeof kinds)[number];
const stored = ['known', 'used', 'locked', 'slowed', 'near', 'address'] as const;

/** Of one length, so that nothing but what is known makes the difference. */
const freshAddress = () => `neu.${randomBytes(4).toString('hex')}@muster.example`;
const factsOf = (kind: Kind): Facts => ({
  firstName: 'Erika',
  lastName: `Muster ${kind.padEnd(8, 'x')}`,
  employeeNumber: `10${kinds.indexOf(kind)}`,
});
const typedBy = (kind: Kind): Facts => ({
  ...factsOf(kind),
  ...(kind === 'near' ? { employeeNumber: '999' } : {}),
});

const people = new Map<House, string>();

/** A house in which somebody of every kind is stored, and the pages before it. */
export async function knownHouse(): Promise<{ house: House; site: Site }> {
  const house = await decisionHouse();
  const { ring } = house.deps;
  const strategy = strategyOf(ring);
  house.deps.strategies = { criteria: strategy, link: strategy, open: strategy };
  await store(
    house.db,
    ring,
    stored.map((kind) => newRecord(north.id, factsOf(kind))),
  );
  const set = (kind: Kind, change: ReturnType<typeof sql>) =>
    sql`update criteria_record set ${change} where "values" ->> 'lastName' = ${factsOf(kind)['lastName']}`.execute(
      house.db,
    );
  await set('used', sql`state = 'used', used_at = now()`);
  await set('locked', sql`state = 'locked'`);
  await sql`insert into near_miss (near, misses, since, slowed_until)
    select distinct n.near, 5, ${house.now()}::timestamptz, ${new Date(house.now().getTime() + 86_400_000)}::timestamptz
    from criteria_near n join criteria_record r on r.id = n.record_id
    where r."values" ->> 'lastName' = ${factsOf('slowed')['lastName']}`.execute(house.db);
  const address = freshAddress();
  await house.employee(address);
  people.set(house, address);
  return { house, site: await registrationSite(house) };
}

function form(house: House, kind: Kind): { body: Facts; email: string } {
  const email = kind === 'address' ? (people.get(house) ?? '') : freshAddress();
  const typed = Object.entries(typedBy(kind)).map(([key, fact]) => [inputOf(key), fact]);
  return { body: { ...Object.fromEntries(typed), [emailInput]: email }, email };
}

/** Everything that somebody of this kind meets until the address is proven; the address itself is left out. */
export async function walk(house: House, site: Site, kind: Kind): Promise<Seen[]> {
  const own = await site.begun();
  const { body, email } = form(house, kind);
  const seen = [await site.ask(own), await site.ask(own, '', body), await site.ask(own)];
  await site.mailed(own.id);
  seen.push(await site.ask(own), await site.ask(own, '/code', { code: '000000' }), await site.ask(own));
  house.advance(61);
  seen.push(await site.ask(own, '/resend', {}), await site.ask(own));
  return seen.map((one) => ({ ...one, body: one.body.replaceAll(email, 'ADDRESS') }));
}

/** The page after the decision. */
export async function decidedPage(house: House, site: Site, kind: Kind): Promise<Seen> {
  const own = await site.begun();
  const { body, email } = form(house, kind);
  await site.ask(own, '', body);
  await site.proven(own.id);
  await openDecide(house.deps)(own.id);
  const seen = await site.ask(own);
  return { ...seen, body: seen.body.replaceAll(email, 'ADDRESS') };
}

/** Milliseconds of one POST of the form. */
async function timed(house: House, site: Site, kind: Kind): Promise<number> {
  const own = await site.begun();
  const { body } = form(house, kind);
  const start = performance.now();
  await site.ask(own, '', body);
  return performance.now() - start;
}

/** How well the times tell two kinds apart: 0.5 not at all, 0 or 1 always. */
function aucOf(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const one of a) for (const other of b) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (a.length * b.length);
}

/** 0.05 for the full figures; with fewer posts chance alone goes further, four standard errors of it. */
const boundFor = (each: number): number => Math.max(0.05, (4 * 0.408) / Math.sqrt(each));

/** Full: 2,000 posts of the form of each kind in random order, each kind's times against those of the unknown. */
export async function run(scale: number, seed: number, log: (line: string) => void): Promise<Figure[]> {
  const { house, site } = await knownHouse();
  try {
    const unknown = JSON.stringify(await walk(house, site, 'unknown'));
    const figures: Figure[] = [];
    let differing = 0;
    for (const kind of kinds) if (JSON.stringify(await walk(house, site, kind)) !== unknown) differing += 1;
    figures.push(exactly('kinds whose answers or statements differ from those of the unknown', differing, 0));
    const each = Math.max(20, Math.round(2000 * scale));
    const random = randomFrom(seed);
    const order = Array.from({ length: each * kinds.length }, (_, nth) => ({ nth, at: random() }));
    const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    for (let warm = 0; warm < 50; warm++) await timed(house, site, 'unknown');
    for (const { nth } of order.toSorted((a, b) => a.at - b.at)) {
      const kind = kinds[nth % kinds.length] ?? 'unknown';
      times.get(kind)?.push(await timed(house, site, kind));
    }
    log(`${each} posts of each kind`);
    const bound = boundFor(each);
    for (const kind of kinds.filter((one) => one !== 'unknown')) {
      const auc = aucOf(times.get(kind) ?? [], times.get('unknown') ?? []);
      const ok = Math.abs(auc - 0.5) <= bound;
      figures.push({
        what: `AUC of the time, ${kind} against unknown`,
        figure: auc.toFixed(3),
        wanted: `0.5 ± ${bound.toFixed(3)}`,
        ok,
      });
    }
    return figures;
  } finally {
    await site.close();
    await house.close();
  }
}
