import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '../compose.ts';
import { importJob } from '../imports/import.job.ts';
import { type ImportProgress, readProgress } from '../imports/progress.read-model.ts';
import type { ImportTarget } from '../imports/target.ts';
import { admitBatch } from '../members/admission.service.ts';
import type { SealedBox } from '../platform/sealed-box.ts';
import type { Services } from '../services.ts';

const lookMilliseconds = 300;
/** So long nobody's account was made: no worker is at it, so this process makes them. */
const idleMilliseconds = 5000;
const accountsAtOnce = 50;

export type Drive = {
  target: ImportTarget;
  /** Seals the file until it is staged. */
  box: SealedBox;
  /** Works on the import until it is in one of these states; false where the process was asked to stop before. */
  until(id: string, ends: readonly string[], tell: (progress: ImportProgress) => void): Promise<boolean>;
};

/**
 * Brings an import to its end from the command line, by the same job and leases as the worker: whichever of them is at it, it is
 * done once, and it is also done where no worker runs.
 */
export function importDrive(services: Services, stopped: Promise<void>): Drive {
  const { db, directory, clock, log, config } = services;
  const { targets, uploads, scopeOf, passwords } = compose(services);
  const leaseSeconds = config.LEASE_SECONDS;
  const job = importJob({ db, clock, targets, box: uploads, scopeOf, leaseSeconds });
  const admission = { db, directory, clock, log, leaseSeconds, parallel: 8, passwords };
  const target = targets.get('members') as ImportTarget;
  let ending = false;
  void stopped.then(() => {
    ending = true;
  });
  return {
    target,
    box: uploads,
    async until(id, ends, tell) {
      let working: Promise<void> | undefined;
      let failure: unknown;
      let moved = { waiting: -1, at: Date.now() };
      for (;;) {
        working ??= job
          .handle({ row: id, attempt: 0 })
          .catch((thrown: unknown) => {
            failure = thrown;
          })
          .finally(() => {
            working = undefined;
          });
        await Promise.race([working, sleep(lookMilliseconds)]);
        if (failure !== undefined) throw failure;
        const progress = await readProgress(db, target, id);
        tell(progress);
        if (ends.includes(progress.state)) return true;
        if (ending) return false;
        const waiting = progress.accounts.pending + progress.left;
        if (waiting !== moved.waiting) moved = { waiting, at: Date.now() };
        else if (progress.accounts.pending > 0 && Date.now() - moved.at > idleMilliseconds)
          await admitBatch(admission, accountsAtOnce);
        await sleep(lookMilliseconds);
      }
    },
  };
}
