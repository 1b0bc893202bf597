import type { Trx } from '../platform/db.ts';

/** Who waits for people's accounts; handed in, because members know nothing of registrations. Called in the transaction that ends the attempt. */
export type WaitingFor = {
  /** An attempt at these people came to its end: Keycloak has them as their rows say, unless those changed meanwhile. */
  settled(trx: Trx, memberIds: readonly string[], now: Date): Promise<void>;
  /** Keycloak refuses this person for good. */
  failed(trx: Trx, memberId: string, now: Date): Promise<void>;
};
