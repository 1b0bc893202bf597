import type { Directory } from '../keycloak/port.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Log } from '../platform/log.ts';
import { expireLetters, withdrawObsolete } from './letter-life.service.ts';
import { keepPolicy, policyIsFresh } from './policy.store.ts';

const freshSeconds = 60;

export type LetterJobDeps = {
  db: Db;
  clock: Clock;
  log: Log;
  directory: Pick<Directory, 'passwordPolicy'>;
  /** Tells admission that there is something to carry to Keycloak. */
  nudge(): Promise<void>;
};

/** The life of letters that goes on without anybody pressing a button; may run many times and in many processes. */
export function letterJob(deps: LetterJobDeps): { sweep(): Promise<void> } {
  const { db, clock, log, directory, nudge } = deps;
  return {
    async sweep() {
      try {
        if (!(await policyIsFresh(db, addSeconds(clock(), -freshSeconds))))
          await keepPolicy(db, await directory.passwordPolicy(), clock());
      } catch (err) {
        log.warn({ err }, 'password policy could not be read; the one read before counts');
      }
      const ended = (await expireLetters({ db }, clock())) + (await withdrawObsolete({ db }, clock()));
      if (ended > 0) await nudge();
    },
  };
}
