import { setTimeout as sleep } from 'node:timers/promises';
import { addSeconds } from '../platform/clock.ts';
import { keepLease, type Lease } from './import.store.ts';
import type { RunDeps } from './store-rows.service.ts';
import { takeTurn } from './turn.store.ts';

const lookMilliseconds = 200;
/** So often it looks before it makes room for other work; the sweep brings it back. */
const looks = 50;
const backSeconds = 2;

/** Waits for the turn of this import; false where it is another worker's by now, or others take longer than ten seconds. */
export async function awaitTurn({ db, target, clock, seconds }: RunDeps, lease: Lease): Promise<boolean> {
  for (let look = 0; look < looks; look += 1) {
    if (await takeTurn(db, target.name, lease.id)) return true;
    if (!(await keepLease(db, lease, addSeconds(clock(), seconds)))) return false;
    await sleep(lookMilliseconds);
  }
  await keepLease(db, lease, addSeconds(clock(), backSeconds));
  return false;
}
