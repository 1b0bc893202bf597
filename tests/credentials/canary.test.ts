import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { hashTyped } from '../../sidecar/credentials/password-hash.ts';
import { contentsOf } from '../../sidecar/credentials/print.read-model.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import { foundIn, tracesOf } from './canary.ts';
import { openRunningHouse, type RunningHouse } from './running-house.ts';

let running: RunningHouse;
beforeAll(async () => {
  running = await openRunningHouse({ LOG_LEVEL: 'debug' });
});
afterAll(() => running?.close());

const typed = 'Kanarienvogel-getippt-4711';
const own = 'Selbst-gewähltes-Passwort-1';

test('no initial password stands anywhere in clear: database, Redis, queues, logs, events', async () => {
  const { letters, boss, house } = running;
  const credential = await hashTyped(typed, []);
  const [first, second] = [
    await running.newcomer('kanarie.eins'),
    await running.newcomer('kanarie.zwei', credential),
  ];
  const shown = await showOnce(letters, boss, first);
  const printId = await printLetters(letters, boss, { printId: randomUUID(), letterIds: [shown.letterId] });
  const passwords = [shown.password, typed];
  for await (const { password } of await contentsOf(letters, boss, printId)) passwords.push(password);
  expect(new Set(passwords).size).toBe(3);
  await running.carried([first, second]);
  const choose = async (username: string, password: string) =>
    (await (await running.signIn(username, password)).choose(own)).end;
  expect(await choose('kanarie.eins', passwords.at(-1) ?? '')).not.toBe('refused');
  expect(await choose('kanarie.zwei', typed)).not.toBe('refused');
  expect((await running.signIn('kanarie.eins', 'ganz-falsch-geraten')).end).toBe('refused');

  const traces = await tracesOf(house);
  expect(Object.keys(traces).length).toBeGreaterThan(25);
  expect(foundIn(traces, ['kanarie.eins'])).toEqual(
    expect.arrayContaining(['table member', 'Keycloak events']),
  );
  expect(foundIn(traces, [...passwords, own])).toEqual([]);
  // What a typed one was hashed to is gone as well, as soon as Keycloak has it.
  const { value } = JSON.parse(credential.secretData) as { value: string };
  expect(foundIn(traces, [value])).not.toContain('table access_letter');
});
