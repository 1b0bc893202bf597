import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { sql } from 'kysely';
import { findMember } from '../../sidecar/members/member.store.ts';
import { setDeleted, takeMember } from '../../sidecar/members/person.store.ts';
import { claimRegistrations } from '../../sidecar/registration/claim.store.ts';
import { releaseHeld } from '../../sidecar/registration/held.service.ts';
import { decisionHouse, type House, leaseSeconds } from './decision-house.ts';

let house: House;
beforeAll(async () => {
  house = await decisionHouse();
});
afterAll(() => house.close());

type State = 'deciding' | 'held' | 'refused' | 'admitting' | 'ready' | 'done';
type Wanted = { record: number; address: number; hold: boolean };
type Believed = Wanted & { state: State; released: boolean; leasedUntil: number; gone: boolean };
type Model = {
  now: number;
  registrations: Believed[];
  records: ('open' | 'redeeming' | 'used')[];
  /** Who has the address: the registration's place. */
  addresses: (number | undefined)[];
};
type Real = { ids: string[]; records: string[]; addresses: string[]; ended: Map<string, string> };
type Command = fc.AsyncCommand<Model, Real>;

const places = 3;
/** Ready ones go on at the page, which is not a matter of decisions. */
const ends: readonly string[] = ['refused', 'ready', 'done'];

const pick = ({ registrations }: Model, nth: number): number => nth % Math.max(registrations.length, 1);
const claimable = (model: Model, nth: number): boolean => {
  const one = model.registrations[nth];
  if (!one || one.leasedUntil > model.now) return false;
  return one.state === 'deciding' || (one.state === 'held' && one.released);
};

/** After each step: the rows are as believed, what ended stays ended, and evidence, people and audit rows agree. */
async function agrees(model: Model, { ids, records, addresses, ended }: Real): Promise<void> {
  const { rows } = await sql<{ id: string; state: string; account: boolean; admitted: number }>`
    select r.id, r.state, coalesce(m.state <> 'deleted', false) as account, (select count(*)::int from audit a
      where a.subject_id = r.id and a.act = 'registration.admitted') as admitted
    from registration r left join member m on m.id = r.member_id
    where r.id = any(${ids}::uuid[]) order by array_position(${ids}::uuid[], r.id)`.execute(house.db);
  expect(rows.map(({ state }) => state)).toEqual(model.registrations.map(({ state }) => state));
  for (const { id, state, account, admitted } of rows) {
    if (ended.has(id)) expect(state).toBe(ended.get(id));
    if (ends.includes(state)) ended.set(id, state);
    expect(admitted).toBe(state === 'ready' || state === 'done' ? 1 : 0);
    if (state === 'ready' || state === 'done') expect(account).toBe(true);
    if (state === 'refused') expect(account).toBe(false);
  }
  const stored = await Promise.all(records.map((id) => house.recordRow(id)));
  expect(stored.map(({ state }) => state)).toEqual(model.records);
  const { rows: people } = await sql<{ people: number }>`
    select count(*)::int as people from member where email = any(${addresses}::text[]) group by email
    having count(*) > 1`.execute(house.db);
  expect(people).toEqual([]);
}

const command = (
  name: string,
  check: (model: Model) => boolean,
  run: (model: Model, real: Real) => Promise<void>,
): Command => ({
  toString: () => name,
  check,
  async run(model, real) {
    await run(model, real);
    await agrees(model, real);
  },
});

const start = (wanted: Wanted): Command =>
  command(
    `start ${JSON.stringify(wanted)}`,
    ({ registrations }) => registrations.length < 6,
    async (model, real) => {
      const facts = { record: real.records[wanted.record] ?? '', ...(wanted.hold ? { hold: 'yes' } : {}) };
      const email = real.addresses[wanted.address] ?? '';
      real.ids.push(await house.registration(facts, { email }));
      model.registrations.push({
        ...wanted,
        state: 'deciding',
        released: false,
        leasedUntil: 0,
        gone: false,
      });
    },
  );

function believe(model: Model, nth: number): void {
  const one = model.registrations[nth];
  if (!one) return;
  if (one.hold && !one.released) one.state = 'held';
  else if (model.records[one.record] !== 'open' || model.addresses[one.address] !== undefined)
    one.state = 'refused';
  else {
    one.state = 'admitting';
    model.records[one.record] = 'redeeming';
    model.addresses[one.address] = nth;
  }
}
const decideOne = (given: number): Command =>
  command(
    `decide ${given}`,
    ({ registrations }) => registrations.length > 0,
    async (model, real) => {
      const nth = pick(model, given);
      const due = claimable(model, nth);
      expect(await house.decide(real.ids[nth] ?? '')).toBe(due);
      if (due) believe(model, nth);
    },
  );
const dieWith = (given: number): Command =>
  command(
    `die with ${given}`,
    (model) => claimable(model, pick(model, given)),
    async (model, real) => {
      const nth = pick(model, given);
      await claimRegistrations(house.db, [real.ids[nth] ?? ''], house.now(), leaseSeconds);
      const one = model.registrations[nth];
      if (one) one.leasedUntil = model.now + leaseSeconds;
    },
  );
const pass: Command = command(
  'a lease runs out',
  () => true,
  async (model) => {
    house.advance(leaseSeconds);
    model.now += leaseSeconds;
  },
);
const release = (given: number): Command =>
  command(
    `release ${given}`,
    ({ registrations }) => registrations.length > 0,
    async (model, real) => {
      const nth = pick(model, given);
      const one = model.registrations[nth];
      const may = one?.state === 'held' && !one.released;
      const ids = [real.ids[nth] ?? ''];
      const released = await house.db
        .transaction()
        .execute((trx) => releaseHeld(trx, ids, { kind: 'system' }, house.now()));
      expect(released).toEqual(may ? ids : []);
      if (one && may) one.released = true;
    },
  );

function freed(model: Model, one: Believed): void {
  one.state = 'refused';
  model.records[one.record] = 'open';
  if (!one.gone) model.addresses[one.address] = undefined;
}
const provision: Command = command(
  'accounts are made',
  () => true,
  async (model) => {
    await house.provisioned();
    for (const one of model.registrations.filter(({ state }) => state === 'admitting')) {
      if (one.gone) freed(model, one);
      else {
        one.state = one.released ? 'done' : 'ready';
        model.records[one.record] = 'used';
      }
    }
  },
);
const ofAdmitting = (
  name: string,
  given: number,
  run: (memberId: string, one: Believed, model: Model) => Promise<void>,
): Command => {
  const which = (model: Model) => {
    const one = model.registrations[pick(model, given)];
    return one?.state === 'admitting' && !one.gone && !one.released ? one : undefined;
  };
  return command(
    `${name} ${given}`,
    (model) => which(model) !== undefined,
    async (model, real) => {
      const one = which(model);
      const { member_id: memberId } = await house.row(real.ids[pick(model, given)] ?? '');
      if (one && memberId) await run(memberId, one, model);
    },
  );
};
const refuse = (given: number): Command =>
  ofAdmitting('Keycloak refuses', given, async (memberId, one, model) => {
    await house.refusedByKeycloak(memberId);
    freed(model, one);
  });
const remove = (given: number): Command =>
  ofAdmitting('deleted', given, async (memberId, one, model) => {
    await house.db.transaction().execute(async (trx) => {
      const member = await findMember(trx, memberId);
      await takeMember(trx, memberId, member?.version ?? 0, house.now());
      await setDeleted(trx, memberId, house.now());
    });
    one.gone = true;
    model.addresses[one.address] = undefined;
  });

test('states only move forward, and each record and each address admits one person at most, whatever happens in between', async () => {
  const nth = fc.nat(5);
  const place = fc.nat(places - 1);
  const wanted = fc.record({ record: place, address: place, hold: fc.boolean() });
  const commands = fc.commands(
    [
      wanted.map(start),
      wanted.map(start),
      nth.map(decideOne),
      nth.map(decideOne),
      nth.map(dieWith),
      nth.map(release),
      nth.map(refuse),
      nth.map(remove),
      fc.constant(pass),
      fc.constant(provision),
    ],
    { maxCommands: 40, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (steps) => {
      const records = await Promise.all(Array.from({ length: places }, () => house.record()));
      const addresses = records.map(() => `${randomUUID()}@web.example`);
      const setup = () => ({
        model: {
          now: 0,
          registrations: [],
          records: records.map(() => 'open' as const),
          addresses: records.map(() => undefined),
        },
        real: { ids: [], records, addresses, ended: new Map() },
      });
      await fc.asyncModelRun(setup, steps);
      await house.provisioned();
    }),
    { numRuns: 30 },
  );
});
