import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { askErasure } from '../members/erase.store.ts';
import { administrator } from '../members/person-change.service.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { erase, type EraseDeps } from './erase.service.ts';
import { findTraces, mostTraces, type Trace } from './traces.read-model.ts';
import { ofNobodyLiving, whomOfText } from './whom.read-model.ts';

/** What may go of what was found: nothing of people who are there, or that is being decided on; `tooMany`: no mark of one person. */
export function removable(traces: readonly Trace[]): { tooMany: boolean; holders: Trace[]; going: Trace[] } {
  return {
    tooMany: traces.length > mostTraces,
    holders: traces.filter(({ kind }) => kind === 'member'),
    going: traces.filter(({ living, busy }) => !living && !busy),
  };
}

async function eraseText(
  deps: EraseDeps,
  trx: Trx,
  scope: AdminScope,
  { text, going }: { text: string; going: readonly Trace[] },
): Promise<void> {
  const idsOf = (wanted: Trace['kind']) => going.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  const deleted = idsOf('deleted');
  await askErasure(trx, deleted, scope.actor.memberId, deps.clock());
  for (const memberId of deleted) await erase(deps, trx, memberId, { origin: 'manual' });
  const whom = await whomOfText(trx, { text, recordIds: idsOf('record'), until: deps.clock() });
  for (const eraser of deps.erasers) await eraser(trx, whom);
}

/**
 * Removes all that holds exactly this address, number or other detail and belongs to nobody who is there. `asked` is how many places the
 * page named: throws `conflict` where it is another number by now, also because somebody came who has it. Answers how many went.
 */
export async function eraseTraces(
  deps: EraseDeps & { db: Db },
  scope: AdminScope,
  { text, asked }: { text: string; asked: number },
): Promise<number> {
  return deps.db.transaction().execute(async (trx) => {
    // Whoever removes the same at once waits, and finds nothing.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`einlass erasing ${text}`}, 0))`.execute(trx);
    const { tooMany, holders, going } = removable(await findTraces(trx, text));
    const free = (await ofNobodyLiving(trx, [text])).length === 1;
    if (tooMany || holders.length > 0 || !free || going.length !== asked) throw new AppError('conflict');
    if (going.length === 0) return 0;
    await eraseText(deps, trx, scope, { text, going });
    await record(trx, administrator(scope), [{ act: 'traces.erased', traces: going.length }]);
    return going.length;
  });
}

/** *Jetzt entfernen*: at once where the account is gone, else as soon as it is. Throws `not_found` for whoever is not deleted. */
export async function eraseDeleted(
  deps: EraseDeps & { db: Db },
  scope: AdminScope,
  memberId: string,
): Promise<'erased' | 'waits'> {
  return deps.db.transaction().execute(async (trx) => {
    await askErasure(trx, [memberId], scope.actor.memberId, deps.clock());
    const by = { actor: administrator(scope), origin: 'manual' };
    return (await erase(deps, trx, memberId, by)) ? 'erased' : 'waits';
  });
}
