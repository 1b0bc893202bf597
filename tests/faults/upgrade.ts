import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { answering } from '../support/processes.ts';
import type { Installation } from '../support/installation.ts';
import { approvals } from './_approving.ts';
import { previousVersion } from './_previous.ts';
import { registrants } from './_registrants.ts';
import { type FaultRun, told } from './_run.ts';
import type { Target } from './_storm.ts';
import { type Act, storming } from './kills.ts';

export const name = 'upgrade';

const newest = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));
/** Of each two processes the first is the newest version, the second the previous one. */
const [first, second] = [0, 1];

/** Processes are stopped and begun as an upgrade does it, one at a time; only those of the previous version once it is alone. */
function restarts(house: Installation, random: () => number, isBack: () => boolean): Target[] {
  const which = (): number => (isBack() || random() < 0.5 ? second : first);
  return [
    {
      name: 'web, restarted in order',
      async strike() {
        const index = which();
        await house.webs.each()[index]?.stop();
        await answering(`${house.webOrigins[index]}/readyz`, house.webs.begin(index));
      },
    },
    {
      name: 'worker, restarted in order',
      async strike() {
        const index = which();
        await house.workers.each()[index]?.stop();
        house.workers.begin(index);
      },
    },
  ];
}

/**
 * The previous version and the newest work side by side on a database that has the newest schema, behind a round-robin proxy: an import,
 * a campaign, invitations, registrations and requests. Then the newest is taken away: the previous one alone takes registrations and changes.
 */
export const run: FaultRun = async (scale, seed, log) => {
  const previous = previousVersion();
  const people = Math.max(6, Math.round(60 * scale));
  const kills = Math.max(1, Math.round(4 * scale));
  let back = false;
  const mark = randomUUID().slice(0, 8);
  const alone = registrants(Math.ceil(people / 2), `${mark}b`, people);
  const goBack: Act = {
    name: 'gone back to the previous version alone, registered',
    async act(storm) {
      back = true;
      const { webs, workers } = storm.house;
      for (const crew of [webs, workers]) await crew.each()[first]?.stop();
      await alone.act(storm);
    },
    async figures(storm) {
      const { rows } = await storm.house.query('select count(*)::int as n from kysely_migration');
      const { rows: unsent } = await storm.house.query(
        "select kind, state, count(*)::int as n from message where state <> 'sent' group by 1, 2",
      );
      for (const row of unsent) log(`not sent: ${JSON.stringify(row)}`);
      const ahead = Number(rows[0]?.['n']) - previous.migrations;
      return [
        told('migrations that the previous version does not know', ahead),
        ...(await alone.figures(storm)),
      ];
    },
  };
  log(`beside ${previous.revision}`);
  try {
    const figures = await storming({
      people,
      kills: [kills, kills, kills, kills],
      each: 2,
      programs: [newest, previous.main],
      targets: (house, random) => restarts(house, random, () => back),
      more: [registrants(people, `${mark}a`), approvals(Math.ceil(people / 4)), goBack],
      seed,
      log,
    });
    return [told('previous version', previous.revision), ...figures];
  } finally {
    previous.close();
  }
};
