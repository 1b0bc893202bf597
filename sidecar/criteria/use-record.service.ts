import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { keepsFacts } from './claim.store.ts';
import { readRecords } from './record-list.read-model.ts';
import { actsOn } from './record-scope.rules.ts';
import { dropFacts } from './record.store.ts';
import './criteria.table.ts';

type Use = {
  recordId: string;
  /** As it was shown: another version grants something else. */
  version: number;
  memberId: string;
  /** Whose decision it is. */
  scope: AdminScope;
  now: Date;
};

/** One guarded change, so that neither a registration nor another manager uses it, too. */
async function take(trx: Trx, { recordId, version, memberId, now }: Use): Promise<boolean> {
  const { rows } = await sql`
    update criteria_record set state = 'used', member_id = ${memberId}, used_at = ${now}
    where id = ${recordId} and version = ${version} and state = 'open' and (ends_at is null or ends_at > ${now})
    returning id`.execute(trx);
  return rows.length === 1;
}

/**
 * Uses a record up for somebody whom an administrator lets in by hand, in the transaction that does so: it admits nobody any more, its
 * facts go as after every use. False where it is not open any more or has changed since `version`; throws `not_found` for a record that
 * this administrator may not act on.
 */
export async function useRecordFor(trx: Trx, use: Use): Promise<boolean> {
  const { recordId, memberId, scope } = use;
  const [found] = isUuid(recordId) ? await readRecords(trx, [recordId]) : [];
  if (!found || !actsOn(scope, found.grants)) throw new AppError('not_found');
  if (!(await take(trx, use))) return false;
  if (!(await keepsFacts(trx))) await dropFacts(trx, [recordId]);
  await audit(trx, administrator(scope), [{ act: 'criteria.redeemed', recordId, memberId }]);
  return true;
}
