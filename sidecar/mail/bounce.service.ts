import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Log, withoutPersonal } from '../platform/log.ts';
import type { BounceAddresses } from './bounce-address.rules.ts';
import { isDeadAddress } from './bounce-reason.rules.ts';
import { findReported, markBounced, markDelayed, type ReportedMessage, stopOthers } from './bounce.store.ts';
import { readReport } from './report-mime.ts';
import { judge, type Verdict } from './report.rules.ts';

export type BounceDeps = { db: Db; clock: Clock; log: Log; addresses: BounceAddresses };
/** `ignored`: not a report, not about a mail of ours, or nothing that was not known before. */
export type ReportResult = 'bounced' | 'delayed' | 'ignored';

type Told = Exclude<Verdict, { kind: 'ignored' }>;

async function apply(
  deps: BounceDeps,
  message: ReportedMessage,
  told: Told,
  digest: Buffer,
): Promise<boolean> {
  const now = deps.clock();
  const reported = { response: told.response, digest };
  if (told.kind === 'delayed') return markDelayed(deps.db, message.id, reported, now);
  return deps.db.transaction().execute(async (trx) => {
    const changed = await markBounced(trx, message.id, reported, now);
    if (changed && message.memberId && isDeadAddress(told.response))
      await stopOthers(trx, message, told.response, now);
    return changed;
  });
}

/**
 * Takes a raw message that came to `recipient`, or to one of the addresses it names itself. Any number of calls with the same report
 * do what one does; what does not carry a MAC of ours, or is no report, does nothing. Throws only where the database cannot be asked.
 */
export async function takeReport(
  deps: BounceDeps,
  raw: Uint8Array,
  recipient?: string,
): Promise<ReportResult> {
  const report = await readReport(raw);
  const id = [...(recipient ? [recipient] : (report?.recipients ?? []))]
    .map(deps.addresses.messageIdOf)
    .find((found) => found !== undefined);
  const message = id === undefined ? undefined : await findReported(deps.db, id);
  if (!report || !message) {
    deps.log.info({ readable: report !== undefined, row: id }, 'bounces: not about a mail of ours');
    return 'ignored';
  }
  const verdict = judge(report, message.toAddress);
  const fields = { row: message.id, kind: message.kind };
  if (verdict.kind === 'ignored') {
    deps.log.info({ ...fields, why: verdict.why }, 'bounces: no report of a failure');
    return 'ignored';
  }
  const digest = createHash('sha256').update(raw).digest();
  const changed = await apply(deps, message, verdict, digest);
  const words = { outcome: verdict.kind, changed, response: withoutPersonal(verdict.response) };
  deps.log.info({ ...fields, ...words }, 'bounces: report');
  return changed ? verdict.kind : 'ignored';
}
