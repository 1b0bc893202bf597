import { deepStrictEqual, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keycloakVersion } from '../servers/keycloak-distribution.mjs';
import { cacheFolder, root } from '../servers/paths.mjs';
import { say, secondsSince } from '../servers/say.mjs';
import * as beside from './beside.mjs';
import * as checks from './checks.mjs';
import { becomeOrdinaryUser } from './ordinary-user.mjs';
import { managerSignsIn } from './sign-in.mjs';
import { openTrial } from './trial.mjs';

/** Every check in order: each builds on what those before it left. @param {import('./trial.mjs').Trial} trial */
function allChecks(trial) {
  const kept = existsSync(join(cacheFolder(), `keycloak-${keycloakVersion}`)) ? 'in the cache' : 'fetched';
  let before = [];
  const sameMembers = async () => {
    ok(before.length > 0, 'there were no members');
    deepStrictEqual(await checks.members(trial), before);
  };
  /** @type {[string, () => Promise<void> | void][]} */
  const all = [
    ['a missing tool is named with its remedy', () => checks.missingMaven(trial)],
    [
      'npm start --background on a fresh clone',
      () => checks.startInBackground(trial, `cold start, packages and all, Keycloak ${kept}`),
    ],
    ['every address answers', () => checks.everyAddressAnswers(trial)],
    ['run.json tells what runs', () => checks.runFileTells(trial)],
    ['the demo accounts are in Keycloak', () => checks.accountsExist(trial)],
    ['a demo manager signs in with the password alone', () => managerSignsIn(trial)],
    ['realm apply --dry-run: 0 changes', () => checks.realmIsApplied(trial)],
    ['a second npm start is refused', () => checks.secondStartRefused(trial)],
    ['reset is refused while it runs', () => checks.resetRefusedWhileRunning(trial)],
    [
      'there are members',
      async () => {
        before = await checks.members(trial);
        ok(before.length > 0);
      },
    ],
    ['npm test runs beside it', () => beside.testsBeside(trial)],
    ['npm test, interrupted, leaves no process', () => beside.testsInterrupted(trial)],
    ['a second clone runs on servers that are there already', () => beside.ownServers(trial)],
    ['npm stop leaves no process', () => checks.stop(trial)],
    ['it starts again', () => checks.startInBackground(trial, 'warm start')],
    ['the members are the same', sameMembers],
    ['the realm is the same: 0 changes', () => checks.realmIsApplied(trial)],
    ['npm stop cleans up after a killed supervisor', () => checks.supervisorKilled(trial)],
    ['Ctrl-C stops everything', () => checks.controlC(trial)],
    ['reset asks, and wipes with --yes', () => checks.reset(trial)],
    ['a taken port is named with its variable', () => checks.takenPort(trial)],
  ];
  if (process.getuid?.() === 0)
    all.push(
      ['an ordinary user takes the checkout', () => becomeOrdinaryUser(trial)],
      ['an ordinary user starts it', () => checks.startInBackground(trial, 'start as an ordinary user')],
      ['every address answers the ordinary user', () => checks.everyAddressAnswers(trial)],
      ['the ordinary user stops it', () => checks.stop(trial)],
    );
  return all;
}

/** @returns {Promise<number>} the exit code */
export async function testSetup() {
  const changed = spawnSync('git', ['-C', root, 'status', '--porcelain'], {
    encoding: 'utf8',
  }).stdout?.trim();
  if (changed) say('Note: what is not committed is not in the clone that is tried.');
  const trial = await openTrial();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => void trial.close().finally(() => process.exit(130)));
  let [passed, failed] = [0, 0];
  for (const [name, check] of allChecks(trial)) {
    const start = performance.now();
    try {
      await check();
      passed += 1;
      say(`✓ ${name} (${secondsSince(start)} s)`);
    } catch (error) {
      failed += 1;
      say(`✗ ${name}`);
      const words = error instanceof Error ? error.message : String(error);
      for (const line of words.trimEnd().split('\n')) say(`    ${line}`);
    }
  }
  await trial.close();
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
