import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { longestWaiting } from '../platform/longest-waiting.read-model.ts';

/** For how many seconds the registration that is due longest has been waiting; 0 where none is. */
export const oldestRegistrationSeconds = (db: Db, now: Date): Promise<number> =>
  longestWaiting(db, now, sql`select due_at as at from registration`);
