import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { initialPassword } from '../../sidecar/credentials/initial-password.rules.ts';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { lettersOf } from '../../sidecar/credentials/letter.store.ts';
import { openRunningHouse, type RunningHouse } from './running-house.ts';

let running: RunningHouse;
beforeAll(async () => {
  running = await openRunningHouse({ LEASE_SECONDS: '10' });
});
afterAll(() => running?.close());

const people = 40;

test('worker killed and Redis emptied again and again: everybody ends with exactly the password of their letter', async () => {
  const { house, services, letters, boss } = running;
  const ids: string[] = [];
  for (let index = 0; index < people; index += 1) ids.push(await running.newcomer(`zaeh.${index}`));
  for (let kill = 0; kill < 4; kill += 1) {
    await letters.nudge();
    // Half of them are given another password while the first is on its way.
    for (const id of ids.slice(0, people / 2)) await showOnce(letters, boss, id);
    await sleep(300 * kill);
    await house.worker().stop('SIGKILL');
    await services.redis.flushall();
    house.restartWorker();
    await sleep(1500);
  }
  await running.carried(ids);
  const accounts = await Promise.all(ids.map((id) => services.directory.findByMember(id)));
  for (const [index, letter] of (await lettersOf(services.db, ids)).entries()) {
    const account = accounts.find((one) => one?.memberId === letter.memberId);
    expect(account).toMatchObject({ enabled: true });
    expect(await services.directory.passwordLabels(account?.userId ?? '')).toEqual([
      `${letter.id} ${letter.generation}`,
    ]);
    if (index % 8 > 0) continue;
    const password = initialPassword(letters.ring, { ...letter, letterId: letter.id });
    expect((await running.signIn(account?.username ?? '', password)).end).toBe('page');
  }
});
