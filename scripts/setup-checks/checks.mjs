import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { portTable } from '../servers/ports.mjs';
import { isAlive, startOf } from '../servers/process-identity.mjs';
import { pause, say, secondsSince } from '../servers/say.mjs';

/** @typedef {import('./trial.mjs').Trial} Trial @typedef {(trial: Trial) => Promise<void>} Check */

/** Waits a little for processes that are just ending. @param {Trial} trial */
export async function nothingLeft(trial) {
  for (let tries = 0; tries < 100 && trial.left().length > 0; tries++) await pause(100);
  deepStrictEqual(
    trial.left().map(({ command }) => command),
    [],
  );
}

/** @param {Trial} trial @param {string} label */
export async function startInBackground(trial, label) {
  const start = performance.now();
  const { code, output } = await trial.npm(['start', '--', '--background']);
  ok(code === 0, output);
  match(output, /Who can sign in/);
  say(`    ${label}: ${secondsSince(start)} s`);
}

/** @type {Check} */
export async function stop(trial) {
  const { code, output } = await trial.npm(['stop']);
  ok(code === 0, output);
  await nothingLeft(trial);
}

/** @type {Check} */
export async function missingMaven(trial) {
  const { code, output } = await trial.npm(['start'], { PATH: trial.pathWithoutMaven() });
  ok(code === 1, output);
  match(output, /Maven \(mvn\) was not found on the PATH\. Install it/);
}

/** @type {Check} */
export async function takenPort(trial) {
  const { variable } = portTable.inbox;
  const port = trial.ports.inbox;
  const stranger = createServer().listen(port, '127.0.0.1');
  try {
    const { code, output } = await trial.npm(['start']);
    ok(code === 1, output);
    ok(output.includes(String(port)) && output.includes(variable), output);
    ok(
      !existsSync(join(trial.checkout, '.einlass', 'postgres')),
      'something was started before the port was checked',
    );
  } finally {
    stranger.close();
  }
  await nothingLeft(trial);
}

/** @type {Check} */
export async function everyAddressAnswers(trial) {
  const { addresses, keycloak } = trial.run();
  // a mail server of their own has no inbox of ours
  const inbox = addresses.inbox ? [`${addresses.inbox}/api/messages`, addresses.inbox] : [];
  for (const address of [
    `${addresses.keycloak}/realms/${keycloak.realm}/.well-known/openid-configuration`,
    `${addresses.sidecar}/healthz`,
    `${addresses.sidecar}/readyz`,
    addresses.admin,
    addresses.app,
    ...inbox,
  ]) {
    // a page may want a sign-in: that is an answer as well, up to the page where one signs in
    const response = await fetch(address);
    strictEqual(response.status, 200, `${address} answers ${response.status}`);
  }
}

/** @type {Check} */
export async function runFileTells(trial) {
  const run = trial.run();
  strictEqual(statSync(join(trial.checkout, '.einlass', 'run.json')).mode & 0o777, 0o600);
  for (const [name, port] of Object.entries(trial.ports)) strictEqual(run.ports[name], port);
  ok(run.demo.password && run.demo.accounts.length >= 5, 'demo accounts are missing');
  for (const name of ['databaseUrl', 'databaseMigrateUrl', 'redisUrl', 'smtpUrl'])
    match(run[name], /^[a-z]+:\/\//);
  for (const [name, pid] of Object.entries(run.pids)) ok(startOf(pid), `${name} does not run`);
  ok(isAlive({ pid: run.pid, started: startOf(run.pid) ?? '' }));
}

/** @type {Check} */
export async function accountsExist(trial) {
  const { keycloak, demo } = trial.run();
  const token = await fetch(`${keycloak.url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'admin-cli',
      username: keycloak.adminUsername,
      password: keycloak.adminPassword,
    }),
  });
  const { access_token } = await token.json();
  for (const { username } of demo.accounts) {
    const address = `${keycloak.url}/admin/realms/${keycloak.realm}/users?exact=true&username=${username}`;
    const found = await (
      await fetch(address, { headers: { authorization: `Bearer ${access_token}` } })
    ).json();
    strictEqual(found.length, 1, `${username} is not in Keycloak`);
    strictEqual(found[0].enabled, true, `${username} is disabled`);
  }
}

/** @type {Check} */
export async function realmIsApplied(trial) {
  trial.run();
  const { code, output } = await trial.npm(['run', 'einlass', '--', 'realm', 'apply', '--dry-run']);
  ok(code === 0, output);
  match(output, /^0 changes$/m);
}

/** @type {Check} */
export async function secondStartRefused(trial) {
  trial.run();
  const { code, output } = await trial.npm(['start']);
  ok(code === 1, output);
  match(output, /running already/);
}

/** Who every member is, as the application's role reads it. @param {Trial} trial @returns {Promise<string[]>} */
export async function members(trial) {
  const { default: pg } = await import('pg');
  const client = new pg.Client(trial.run().databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT id, username, first_name, last_name, state FROM member ORDER BY id',
    );
    return rows.map((row) => JSON.stringify(row));
  } finally {
    await client.end();
  }
}

/** @type {Check} */
export async function supervisorKilled(trial) {
  process.kill(trial.run().pid, 'SIGKILL');
  await pause(200);
  ok(trial.left().length > 0, 'the servers should still run');
  await stop(trial);
}

/** A Ctrl-C in the terminal, which reaches npm and everything in its process group. @type {Check} */
export async function controlC(trial) {
  const child = trial.begin(['start']);
  let output = '';
  // with all that it wrote
  const exited = new Promise((resolve) => child.once('close', resolve));
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (output.includes('Ready after')) resolve(true);
      });
  });
  ok(await Promise.race([ready, exited.then(() => false)]), output);
  process.kill(-Number(child.pid), 'SIGINT');
  await exited;
  await nothingLeft(trial);
  match(output, /Stopped\./);
}

/** @type {Check} */
export async function reset(trial) {
  const asked = await trial.npm(['run', 'reset']);
  ok(asked.code === 1, asked.output);
  ok(existsSync(join(trial.checkout, '.einlass')), 'it was wiped without a yes');
  const { code, output } = await trial.npm(['run', 'reset', '--', '--yes']);
  ok(code === 0, output);
  ok(!existsSync(join(trial.checkout, '.einlass')), 'it is still there');
}

/** @type {Check} */
export async function resetRefusedWhileRunning(trial) {
  trial.run();
  const { code, output } = await trial.npm(['run', 'reset', '--', '--yes']);
  ok(code === 1, output);
  match(output, /npm stop/);
}
