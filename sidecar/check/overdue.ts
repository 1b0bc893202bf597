import { oldestImportSeconds } from '../imports/figures.read-model.ts';
import { oldestDueSeconds } from '../mail/figures.read-model.ts';
import { oldestSyncSeconds } from '../members/figures.read-model.ts';
import type { Db } from '../platform/db.ts';
import { oldestRegistrationSeconds } from '../registration/figures.read-model.ts';

/** For how many seconds the oldest due row of each kind has been waiting. */
export const oldestDue: Readonly<Record<string, (db: Db, now: Date) => Promise<number>>> = {
  admission: oldestSyncSeconds,
  mail: oldestDueSeconds,
  registration: oldestRegistrationSeconds,
  import: oldestImportSeconds,
};
