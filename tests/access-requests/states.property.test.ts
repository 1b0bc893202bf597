import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { askForAccess, withdrawRequest } from '../../sidecar/access-requests/ask.service.ts';
import { expireRequests } from '../../sidecar/access-requests/expire.service.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { applyStep } from '../../sidecar/members/person-grants.service.ts';
import { setDeleted, setReactivated, setSuspended } from '../../sidecar/members/person.store.ts';
import type { Trx } from '../../sidecar/platform/db.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { type Believed, newcomer, pendingOf, present, storedOf } from './believed.ts';
import { decider } from './decider.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

let house: RequestHouse;
let decide: ReturnType<typeof decider>;
beforeAll(async () => {
  house = await requestHouse();
  decide = decider(house);
});
afterAll(() => house.close());

type Model = { day: number; open: boolean[]; people: Believed[] };
type Real = { people: Awaited<ReturnType<typeof ownOf>>[] };
type Command = fc.AsyncCommand<Model, Real>;
const slugs = ['nord', 'sued'] as const;
const areaId = (area: number): string => (area === 0 ? house.north : house.south);
const ownOf = async (id: string) => ({ person: await house.member(id), tree: await readTree(house.db) });
const inTrx = <T>(work: (trx: Trx) => Promise<T>) => house.db.transaction().execute(work);

async function stored(id: string) {
  const { db, north } = house;
  const areaOf = ({ area_id }: { area_id: string }) => (area_id === north ? 0 : 1);
  const rows = await house.requests(id);
  // What strangers typed goes with the decision.
  expect(rows.filter(({ state, facts }) => state !== 'pending' && facts !== null)).toEqual([]);
  const grants = await db.selectFrom('grant').select('area_id').where('member_id', '=', id).execute();
  return {
    state: await house.stateOf(id),
    requests: rows.map((row) => `${areaOf(row)} ${row.state}`).sort(),
    grants: grants.map(areaOf).sort(),
    acts: (await house.acts(id)).sort(),
    mails: (await house.mails(id)).sort(),
  };
}
async function agrees({ people }: Model, real: Real): Promise<void> {
  const found = await Promise.all(real.people.map(({ person }) => stored(person.id)));
  expect(found).toEqual(people.map(storedOf));
}

/** Of this person's requests for this area the one that waits, else one that ended. */
async function newest(id: string, area: number) {
  const rows = (await house.requests(id)).filter(({ area_id }) => area_id === areaId(area));
  return rows.find(({ state }) => state === 'pending') ?? rows[0];
}

type Step = { person: Believed; id: string; model: Model; real: Real; nth: number };
/** One thing that happens to one of two people, maybe in one of two areas. */
const command = (
  name: string,
  nth: number,
  area: number,
  run: (step: Step) => Promise<void>,
  check: (person: Believed) => boolean = () => true,
): Command => ({
  toString: () => `${name} ${nth} ${slugs[area]}`,
  check: ({ people }) => people[nth] !== undefined && check(people[nth]),
  async run(model, real) {
    const person = model.people[nth];
    const id = real.people[nth]?.person.id;
    if (!person || !id) throw new Error('nobody');
    await run({ person, id, model, real, nth });
    if (person.signedIn && person.grants.size > 0 && !person.deleted) person.wasActive = true;
    await agrees(model, real);
  },
});
const code = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (answer) => answer,
    (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error as Error)),
  );

const ask = (nth: number, area: number) =>
  command('ask', nth, area, async ({ person, model, real }) => {
    const own = real.people[nth];
    if (!own) return;
    const { db, clock, publicUrl } = house;
    const deps = { db, clock, publicUrl, nudgeMail: async () => {} };
    const sent = { values: { message: 'Bitte' }, locale: 'de' as const };
    const answer = await code(askForAccess(deps, own, slugs[area] ?? '', sent));
    if (!present(person)) return expect(answer).toBe('no_access');
    const early = (person.againOn[area] ?? 0) > model.day;
    const pending = pendingOf(person, area);
    if (!model.open[area] || person.grants.has(area) || (early && !pending))
      return expect(answer).toBe('conflict');
    expect(answer).toBeUndefined();
    if (!pending) person.requests.push({ area, state: 'pending', until: model.day + 60 });
  });
const withdraw = (nth: number, area: number) =>
  command(
    'withdraw',
    nth,
    area,
    async ({ person, id }) => {
      const row = await newest(id, area);
      const pending = pendingOf(person, area);
      const answer = await code(withdrawRequest({ db: house.db, clock: house.clock }, id, row?.id));
      expect(answer).toBe(row ? pending !== undefined : 'not_found');
      if (pending) pending.state = 'withdrawn';
    },
    present,
  );
const decided = (state: 'approved' | 'rejected') => (nth: number, area: number) =>
  command(state, nth, area, async ({ person, id, model }) => {
    const row = await newest(id, area);
    const pending = pendingOf(person, area);
    const may = pending !== undefined && !person.deleted && (state === 'rejected' || !person.suspended);
    expect(await decide[state](row?.id ?? house.root)).toBe(may);
    if (!may) return;
    pending.state = state;
    if (state === 'approved') person.grants.add(area);
    else person.againOn[area] = model.day + 14;
  });
const suspend = (nth: number) =>
  command(
    'suspend',
    nth,
    0,
    async ({ person, id }) => {
      await inTrx((trx) => setSuspended(trx, id));
      person.suspended = true;
    },
    present,
  );
const reactivate = (nth: number) =>
  command(
    'reactivate',
    nth,
    0,
    async ({ person, id }) => {
      await inTrx((trx) => setReactivated(trx, id));
      person.suspended = false;
    },
    ({ suspended, deleted }) => suspended && !deleted,
  );
const remove = (nth: number) =>
  command(
    'delete',
    nth,
    0,
    async ({ person, id, model }) => {
      await inTrx((trx) => setDeleted(trx, id, house.clock()));
      person.deleted = true;
      person.grants.clear();
      await pass(model, 0);
    },
    ({ deleted }) => !deleted,
  );
const byHand = (nth: number, area: number) =>
  command(
    'by hand',
    nth,
    area,
    async ({ person, id }) => {
      const gives = !person.grants.has(area);
      const step = {
        areaId: areaId(area),
        role: gives ? ('member' as const) : undefined,
        from: gives ? undefined : ('member' as const),
      };
      await inTrx((trx) => applyStep(trx, id, { by: house.boss, origin: 'manual' }, step));
      if (gives) person.grants.add(area);
      else person.grants.delete(area);
    },
    ({ deleted }) => !deleted,
  );
const turn = (area: number) =>
  command('open or close', 0, area, async ({ model }) => {
    const open = !model.open[area];
    model.open[area] = open;
    await house.db
      .updateTable('area')
      .set({ open_registration: open })
      .where('id', '=', areaId(area))
      .execute();
  });
/** The sweep after so many days. */
async function pass(model: Model, days: number): Promise<void> {
  house.advance(days);
  model.day += days;
  await expireRequests(house.db, house.clock());
  for (const { deleted, requests } of model.people)
    for (const one of requests)
      if (one.state === 'pending' && (deleted || one.until <= model.day))
        one.state = deleted ? 'withdrawn' : 'expired';
}
const days = (count: number) => command(`${count} days`, 0, 0, ({ model }) => pass(model, count));

test('whatever happens: one pending request a person and area, no grant without a yes, one end, one mail, and a state that follows', async () => {
  const nth = fc.nat(1);
  const at = (make: (person: number, area: number) => Command) =>
    fc.tuple(nth, nth).map(([person, area]) => make(person, area));
  const commands = fc.commands(
    [
      at(ask),
      at(ask),
      at(ask),
      at(withdraw),
      at(decided('approved')),
      at(decided('rejected')),
      at(byHand),
      nth.map(suspend),
      nth.map(reactivate),
      nth.map(remove),
      nth.map(turn),
      fc.constant(days(15)),
      fc.constant(days(61)),
    ],
    { maxCommands: 30, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      await house.db
        .updateTable('area')
        .set({ open_registration: true })
        .where('kind', '=', 'site')
        .execute();
      const people = await Promise.all(
        [true, false].map(async (signedIn) => ownOf(await house.applicant(signedIn))),
      );
      const setup = () => ({
        model: { day: 0, open: [true, true], people: [newcomer(true), newcomer(false)] },
        real: { people },
      });
      await fc.asyncModelRun(setup, steps);
    }),
    { numRuns: 40 },
  );
});
