import type { Nudge } from '../platform/queue.ts';
import { dueRegistrations } from './claim.store.ts';
import { decide, type DecideDeps } from './decide.service.ts';

export type RegistrationJobDeps = DecideDeps & {
  /** Mails the code of a registration that waits for one, or tells the owner of the address; does nothing for any other. */
  sendCode(registrationId: string): Promise<void>;
  /** Ends what nobody finished in time; answers how many it ended, `limit` at most. */
  expire(now: Date, limit: number): Promise<number>;
};

const atOnce = 200;

/** Whatever nudges it, the row says what is to be done. */
export function registrationJob(deps: RegistrationJobDeps): {
  handle(nudge: Nudge): Promise<void>;
  sweep(): Promise<Nudge[]>;
} {
  return {
    async handle({ row }) {
      if (!(await decide(deps, row))) await deps.sendCode(row);
    },
    async sweep() {
      const now = deps.clock();
      while ((await deps.expire(now, atOnce)) === atOnce);
      return dueRegistrations(deps.db, now, atOnce);
    },
  };
}
