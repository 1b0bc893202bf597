import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { actsOn, database, house, member, onlyLink, useDatabase } from './house.ts';

useDatabase();

type Who = 'one' | 'other';
type State = 'open' | 'redeeming' | 'used' | 'expired' | 'revoked';
/** What we believe of one mailed link: `holder` is the registration that it stands for, `acts` what the log says. */
type Model = { state: State; now: number; generation: number; holder?: Who; acts: string[] };
type Real = {
  own: ReturnType<typeof house>;
  id: string;
  batchId: string;
  memberId: string;
  registrations: Record<Who, ReturnType<typeof randomUUID>>;
};
type Step = (model: Model, real: Real) => Promise<void>;

const validSeconds = 30 * 24 * 3600;
const opens = ({ state, now }: Model): boolean => state === 'open' && now < validSeconds;
const refusable = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: { code?: string }) => {
      expect(error.code).toBe('conflict');
      return false;
    },
  );

const decide =
  (who: Who, generation: number): Step =>
  async (model, { own, id, registrations }) => {
    const mine = generation === model.generation;
    const may = mine && (opens(model) || (model.state === 'redeeming' && model.holder === who));
    const decision = await own.decide(id, registrations[who], generation);
    expect(decision.kind).toBe(may ? 'admit' : 'refuse');
    if (may) Object.assign(model, { state: 'redeeming', holder: who });
  };
const settle =
  (who: Who, how: 'confirm' | 'release'): Step =>
  async (model, { own, memberId, registrations }) => {
    const registration = registrations[who];
    await (how === 'confirm' ? own.confirm(registration, memberId) : own.release(registration));
    if (model.state !== 'redeeming' || model.holder !== who) return;
    model.state = how === 'confirm' ? 'used' : 'open';
    if (how === 'confirm') model.acts.push('accessLink.used');
  };
const revoke: Step = async (model, { own, id }) => {
  const may = opens(model);
  expect(await refusable(own.revoke(id))).toBe(may);
  if (!may) return;
  model.state = 'revoked';
  model.acts.push('accessLink.revoked');
};
const sendAgain: Step = async (model, { own, id }) => {
  const may = opens(model);
  expect(await refusable(own.sendAgain(id, model.generation))).toBe(may);
  if (!may) return;
  model.generation += 1;
  model.acts.push('accessLink.sentAgain');
};
const expire: Step = async (model, { own }) => {
  await own.expire();
  if (model.state !== 'open' || model.now < validSeconds) return;
  model.state = 'expired';
  model.acts.push('accessLink.expired');
};
const pass: Step = async (model, { own }) => {
  own.pass(validSeconds / 2);
  model.now += validSeconds / 2;
};

function command(name: string, step: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    toString: () => name,
    async run(model, real) {
      await step(model, real);
      const row = await onlyLink(database.db, real.batchId);
      expect([row.state, row.generation]).toEqual([model.state, model.generation]);
      expect(await actsOn(database.db, real.id)).toEqual(model.acts);
    },
  };
}

const commands = [
  command('one decides', decide('one', 1)),
  command('another decides', decide('other', 1)),
  command('another decides by the second secret', decide('other', 2)),
  command("one's account is there", settle('one', 'confirm')),
  command("another's account is there", settle('other', 'confirm')),
  command("one's account cannot be made", settle('one', 'release')),
  command('revoke', revoke),
  command('send again', sendAgain),
  command('sweep', expire),
  command('half of its time passes', pass),
];

test('whatever happens to a link in whatever order, it lets in one person at most, and the log tells the same', async () => {
  const { db } = database;
  const memberId = await member(db);
  await fc.assert(
    fc.asyncProperty(fc.commands(commands.map(fc.constant), { maxCommands: 12 }), async (steps) => {
      const own = house(db);
      const { id, batch_id: batchId } = await onlyLink(db, await own.mailed());
      const model: Model = { state: 'open', now: 0, generation: 1, acts: [] };
      const registrations = { one: randomUUID(), other: randomUUID() };
      await fc.asyncModelRun(() => ({ model, real: { own, id, batchId, memberId, registrations } }), steps);
    }),
    { numRuns: 60 },
  );
});
