import { fileRequest } from '../access-requests/file.service.ts';
import type { Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KnownDeps } from './known.service.ts';
import { setFiled, setRefused } from './outcome.store.ts';
import type { Registration } from './registration.store.ts';

type FileDeps = Pick<KnownDeps, 'origin'>;

/** Files the request that this registration ends in, if it does, and answers its mail; undefined where this person may ask for nothing. */
export async function fileAtEnd(
  { origin }: FileDeps,
  trx: Trx,
  { id: registrationId, area_id: areaId, request: form, values }: Registration,
  memberId: string,
  now: Date,
): Promise<readonly Nudge[] | undefined> {
  if (!form || areaId === null) return [];
  const facts = values ?? {};
  const filing = { memberId, areaId, form, facts, registrationId, publicUrl: origin, now };
  return (await fileRequest(trx, filing))?.nudges;
}

/** Whoever is signed in asks with the account that they have; it gets nothing by that, so nothing is to be synchronised. */
export async function fileForAccount(
  deps: FileDeps,
  trx: Trx,
  row: Registration,
  memberId: string,
  now: Date,
): Promise<readonly Nudge[]> {
  const mails = row.request ? await fileAtEnd(deps, trx, row, memberId, now) : undefined;
  if (mails) await setFiled(trx, row.id, now);
  else await setRefused(trx, [row.id], 'failed', now);
  return mails ?? [];
}
