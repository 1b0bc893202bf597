import { unknownAccounts } from '../support/accounts.ts';
import { faults } from '../support/fault-proxy.ts';
import { bulkKinds, type Kind, type Situation, situations } from '../members/calls-under-fire.ts';
import { bulkUnderFire, peopleAtOnce } from '../members/bulk-under-fire.ts';
import { underFire } from '../members/provisioning-under-fire.ts';
import { exactly, type FaultRun, randomFrom, told } from './_run.ts';

export const name = 'provisioning';

type Try = { situation: Situation; kind: Kind; fault: (typeof faults)[number] };

function everyTry(): Try[] {
  return (Object.keys(situations) as Situation[]).flatMap((situation) =>
    situations[situation].flatMap((kind) => faults.map((fault) => ({ situation, kind, fault }))),
  );
}

/** Every fault at every kind of call while people are provisioned, four times over, in a random order, on one realm. */
export const run: FaultRun = async (scale, seed, log) => {
  const random = randomFrom(seed);
  const rounds = Math.max(1, Math.round(4 * scale));
  const tries = Array.from({ length: rounds }, everyTry)
    .flat()
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
  const fire = await underFire();
  try {
    let wrong = 0;
    for (const [index, { situation, kind, fault }] of tries.entries()) {
      const problems = await fire.tryOne(situation, kind, fault);
      if (problems.length > 0) wrong += 1;
      for (const problem of problems) log(`${situation}, ${kind.name}, ${fault}: ${problem}`);
      if (index % 200 === 199) log(`${index + 1} of ${tries.length} people`);
    }
    const inBulk = bulkKinds.flatMap((kind) => faults.map((fault) => ({ kind, fault })));
    const batches = Array.from({ length: rounds }, () => inBulk).flat();
    const bulk = bulkUnderFire(fire);
    for (const { kind, fault } of batches) {
      const problems = await bulk.tryBatch(kind, fault);
      if (problems.length > 0) wrong += 1;
      for (const problem of problems) log(`bulk lane, ${kind.name}, ${fault}: ${problem}`);
    }
    return [
      told(`batches of ${peopleAtOnce} people in the bulk lane, each with one fault`, batches.length),
      told('people, each with one fault at one kind of call', tries.length),
      told('faults × kinds of call in their situation', everyTry().length),
      exactly('neither complete nor absent at the end', wrong, 0),
      exactly('accounts that the database does not know', (await unknownAccounts(fire)).length, 0),
    ];
  } finally {
    await fire.close();
  }
};
