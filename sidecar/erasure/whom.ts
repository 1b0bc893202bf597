import type { Trx } from '../platform/db.ts';

/** Whose traces go: people who are deleted, stored facts that nobody living holds, and what nobody living has in common with them. */
export type Whom = {
  memberIds: readonly string[];
  /** Their accounts at Keycloak. */
  userIds: readonly string[];
  recordIds: readonly string[];
  /** Addresses, numbers and the like, in small letters, found as a whole value only. */
  texts: readonly string[];
  /** What came later by one of the texts and is not over is somebody's who begins anew. */
  until: Date;
  /** First and last name as texts of others may repeat them. */
  names: readonly string[];
};

/** Removes what one room keeps of them; repeated, it changes nothing. */
export type Eraser = (trx: Trx, whom: Whom) => Promise<void>;
