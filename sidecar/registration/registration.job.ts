import type { Nudge } from '../platform/queue.ts';
import { openTurns } from '../platform/turns.ts';
import { dueRegistrations } from './claim.store.ts';
import { type DecideDeps, openDecide } from './decide.service.ts';

export type RegistrationJobDeps = DecideDeps & {
  /** Mails the code of a registration that waits for one, or tells the owner of the address; does nothing for any other. */
  sendCode(registrationId: string): Promise<void>;
  /** Ends what nobody finished in time; answers how many it ended, `limit` at most. */
  expire(now: Date, limit: number): Promise<number>;
};

const atOnce = 200;
/** Told of at once, because what comes together shares its statements. */
export const registrationsAtOnce = 24;
/** Connections to the database that those take who share none. */
const aloneAtOnce = 4;

/** Whatever nudges it, the row says what is to be done. */
export function registrationJob(deps: RegistrationJobDeps): {
  handle(nudge: Nudge): Promise<void>;
  sweep(): Promise<Nudge[]>;
} {
  const turn = openTurns(aloneAtOnce);
  const decide = openDecide(deps, turn);
  return {
    async handle({ row }) {
      if (!(await decide(row))) await turn(() => deps.sendCode(row));
    },
    async sweep() {
      const now = deps.clock();
      while ((await deps.expire(now, atOnce)) === atOnce);
      return dueRegistrations(deps.db, now, atOnce);
    },
  };
}
