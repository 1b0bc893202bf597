import { randomUUID } from 'node:crypto';
import { exactly, type FaultRun, type Figure, randomFrom, told } from './_run.ts';
import { changeAll, changesBooked, reconcileTwice } from './_changes.ts';
import { signingIn } from './_sign-ins.ts';
import { killsOf, openStorm, reckon, redeemStubbornly, type Storm, type StormOptions } from './_storm.ts';

export const name = 'kills';

/** One more thing that people do meanwhile, and what is counted of it once all is over. */
export type Act = {
  name: string;
  act(storm: Storm): Promise<void>;
  figures(storm: Storm): Promise<Figure[]>;
};
type Options = Pick<StormOptions, 'each' | 'programs' | 'targets'> & {
  people: number;
  /** At least so many while importing, inviting, redeeming and changing. */
  kills: readonly [number, number, number, number];
  /** Between redeeming and changing, each with as many kills as redeeming. */
  more?: readonly Act[];
  /** Somebody signs in again and again all the while. */
  signIns?: boolean;
  seed: number;
  log: (line: string) => void;
};

/**
 * Processes are ended at random moments, by kill -9 of web and worker unless `targets` says otherwise, while people are imported,
 * invited, redeem, are renamed and suspended; then all is counted.
 */
export async function storming({
  people: size,
  kills,
  more = [],
  signIns = false,
  seed,
  log,
  ...how
}: Options): Promise<Figure[]> {
  const storm = await openStorm({ size, random: randomFrom(seed), mark: randomUUID().slice(0, 8), ...how });
  const ends = new Map<string, number>();
  let mishaps = 0;
  const beside = signIns ? signingIn(storm.house) : undefined;
  try {
    await storm.killing(kills[0], storm.importAll);
    log(`imported, ${killsOf(storm)} kills so far`);
    await storm.killing(kills[1], storm.inviteAll);
    log(`invited, ${killsOf(storm)} kills so far`);
    await storm.killing(kills[2], () =>
      storm.forEach(async (person) => {
        const redeemed = await redeemStubbornly(storm, person);
        ends.set(redeemed.end, (ends.get(redeemed.end) ?? 0) + 1);
        mishaps += redeemed.mishaps;
      }),
    );
    log(`redeemed, ${killsOf(storm)} kills so far`);
    for (const { name: what, act } of more) {
      await storm.killing(kills[2], () => act(storm));
      log(`${what}, ${killsOf(storm)} kills so far`);
    }
    await storm.killing(kills[3], () => changeAll(storm));
    const others = (await beside?.stop()) ?? [];
    log(`renamed and suspended, ${killsOf(storm)} kills in all; counting`);
    const [first, second] = await reconcileTwice(storm);
    const booked = await changesBooked(storm);
    const found = await reckon(storm, log);
    for (const { figures } of more) others.push(...(await figures(storm)));
    return [
      told('people imported, invited, redeeming and renamed', size),
      told('of them suspended', booked.leaving),
      ...Object.entries(storm.kills).map(([what, times]) => told(`ended in the middle: ${what}`, times)),
      told('broken pages that people met and came back from', mishaps),
      told('ended at the app', ends.get('app') ?? 0),
      told('link accepted, but dropped out before the password', ends.get('gone') ?? 0),
      exactly('never got in', (ends.get('never') ?? 0) + (ends.get('no mail') ?? 0), 0),
      exactly('links burnt (neither usable nor accepted)', found.burnt, 0),
      exactly('accounts missing, doubled or incomplete', found.wrongAccounts, 0),
      exactly('accounts that the database does not know', found.unknown, 0),
      exactly('messages not sent', found.unsent, 0),
      exactly('people without their mail', found.lostMails, 0),
      told('mails sent twice', found.spareMails),
      exactly('second copies with another link', found.differingCopies, 0),
      exactly('acceptances with one audit row', found.auditRows, found.accepted),
      exactly('renamings with one audit row', booked.renamed, size),
      exactly('suspensions with one audit row', booked.suspended, booked.leaving),
      told('writes of a first reconcile', first),
      exactly('writes of a second reconcile right after it', second, 0),
      ...others,
    ];
  } finally {
    await beside?.stop();
    await storm.close();
  }
}

/** 200 people, at least 40 kills. */
export const run: FaultRun = (scale, seed, log) => {
  const each = Math.max(1, Math.round(10 * scale));
  const people = Math.max(5, Math.round(200 * scale));
  return storming({ people, kills: [each, each, each, each], seed, log });
};
