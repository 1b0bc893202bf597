import { record } from '../audit/audit.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { provisionAgain } from './feed-record.store.ts';
import { removeEnded } from './grant-end.store.ts';

export type GrantEndDeps = {
  db: Db;
  clock: Clock;
  /** Tells the worker that there is something to carry to Keycloak. */
  nudge(): Promise<void>;
};

/** People a transaction. */
const peopleAtOnce = 200;

async function endSome(trx: Trx, now: Date): Promise<number> {
  const ended = await removeEnded(trx, peopleAtOnce);
  await provisionAgain(trx, [...new Set(ended.map(({ memberId }) => memberId))], now);
  await record(
    trx,
    { kind: 'system' },
    ended.map(({ endsAt, ...grant }) => ({ act: 'grant.ended', ...grant, endsAt: endsAt.toISOString() })),
  );
  return ended.length;
}

/** Ends every grant whose time has come, however many processes do so at once, and has the accounts follow. Answers how many. */
export async function endGrants({ db, clock, nudge }: GrantEndDeps): Promise<number> {
  let all = 0;
  for (;;) {
    const ended = await db.transaction().execute((trx) => endSome(trx, clock()));
    if (ended === 0) break;
    all += ended;
    await nudge();
  }
  return all;
}
