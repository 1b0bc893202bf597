import { rmSync } from 'node:fs';
import { Complaint, errorLines } from './complaint.mjs';
import {
  bringUpKeycloak,
  bringUpMailbox,
  bringUpPostgres,
  bringUpRedis,
  serverAddresses,
} from './embedded.mjs';
import { lastLines } from './logs.mjs';
import { makeFolder, root, stateFolder, statePaths } from './paths.mjs';
import { claimSupervision, endLeftOvers, forgetAll } from './process-record.mjs';
import { Household } from './processes.mjs';
import { runRecord, writeRun } from './run-file.mjs';
import { say, secondsSince } from './say.mjs';
import { secretsIn } from './secrets.mjs';
import { ownServers, portsFor } from './settings.mjs';
import {
  applyRealm,
  prepareSidecar,
  seedDemo,
  sidecarEnvironment,
  startSampleApp,
  startSidecar,
} from './sidecar.mjs';
import { onStopSignal } from './stop-signal.mjs';
import { readyLines } from './table.mjs';

/** Makes this process the only supervisor of the checkout, and ends what a killed one left behind. */
async function takeOver() {
  makeFolder(stateFolder, 0o711);
  makeFolder(statePaths.logs, 0o700);
  const before = claimSupervision(statePaths.supervisor);
  if (before.supervisor)
    throw new Complaint(
      `Einlass is running already in ${root} (process ${before.supervisor.pid}): npm stop ends it.`,
    );
  const ended = await endLeftOvers(before.children);
  if (ended.length) say(`  ✓ ended what an earlier start left behind: ${ended.join(', ')}`);
}

/** All of them, or the first failure once none is under way any more. @param {Promise<unknown>[]} works */
async function together(works) {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Brings everything up, in the order in which one needs the other. @param {Household} household @param {import('./settings.mjs').OwnServers} own @param {Record<string, number>} ports */
async function bringUp(household, own, ports) {
  const secret = secretsIn(statePaths.secrets);
  const context = { household, own, ports, secret };
  const addresses = serverAddresses(context);
  const env = sidecarEnvironment({ ports, addresses, secret });
  await bringUpPostgres(context);
  await together([
    bringUpKeycloak(context),
    bringUpRedis(context),
    bringUpMailbox(context),
    prepareSidecar(household, env),
  ]);
  await applyRealm(household, env);
  let accounts = [];
  await together([
    startSidecar(household, env, ports.sidecar).then(async () => {
      accounts = await seedDemo(household, env);
    }),
    startSampleApp(household, env, ports.app),
  ]);
  return runRecord({ ports, addresses, env, accounts, pids: household.pids });
}

/**
 * Brings everything up, stays until a signal or an accident, and stops it all in reverse order.
 * @param {{ onReady?: () => void }} options @returns {Promise<number>} the exit code
 */
export async function supervise({ onReady = () => {} } = {}) {
  const start = performance.now();
  const own = ownServers();
  await takeOver();
  const household = new Household(statePaths.supervisor);
  const stopped = onStopSignal(household);
  const accident = household.accident.then(({ member, how }) => {
    throw new Complaint(
      `${member.name} ${how}, so everything is stopped. Its last lines (${member.log}):`,
      lastLines(member.log),
    );
  });
  let code = 0;
  try {
    const ports = await portsFor(own);
    say(`Starting Einlass in ${root}`);
    const run = await Promise.race([bringUp(household, own, ports), stopped, accident]);
    if (run) {
      writeRun(run);
      for (const line of readyLines(run)) say(line);
      say(`Ready after ${secondsSince(start)} s. Ctrl-C or npm stop ends it.`);
      onReady();
      await Promise.race([stopped, accident]);
    }
  } catch (error) {
    code = 1;
    for (const line of errorLines(error)) say(line);
  }
  if (household.isEmpty) {
    forgetAll(statePaths.supervisor);
    return code;
  }
  say('Stopping …');
  await household.stopAll();
  rmSync(statePaths.run, { force: true });
  forgetAll(statePaths.supervisor);
  say('Stopped. What you made is kept in .einlass (npm run reset wipes it).');
  return code;
}
