import { record } from '../audit/audit.store.ts';
import { readTree } from '../areas/area.store.ts';
import { enqueue, type NewMessage } from '../mail/message.store.ts';
import { managersOf } from '../members/managers.read-model.ts';
import { findMember } from '../members/member.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import { type AreaBudget, markAlarmed } from './budget.store.ts';
import { alarmOf } from './guessing.rules.ts';
import type { MatchedRecord } from './record.ts';

export type NoticeDeps = { publicUrl: string };

const system = { kind: 'system' } as const;
const day = 24 * 3600;

/** A mail to each of those responsible for these areas; whoever is so for several gets one. */
async function toManagers(
  trx: Trx,
  areaIds: readonly string[],
  what: Pick<NewMessage, 'kind' | 'subjectId'>,
): Promise<NewMessage[]> {
  const tree = await readTree(trx);
  const messages = new Map<string, NewMessage>();
  for (const managers of (await managersOf(trx, tree, areaIds)).values())
    for (const { memberId, email, locale } of managers)
      messages.set(memberId, { ...what, memberId, locale, toAddress: email });
  return [...messages.values()];
}

/** Warns managers of areas whose budget is half or wholly spent by the misses just paid; at most once a day each. The sweep finds the mails. */
export async function tellAlarms(
  deps: NoticeDeps,
  trx: Trx,
  paid: readonly AreaBudget[],
  now: Date,
): Promise<void> {
  for (const budget of paid) {
    const alarm = alarmOf(budget, now);
    if (!alarm) continue;
    const { areaId } = budget;
    await markAlarmed(trx, areaId, alarm, now);
    if (alarm === 'spent') await record(trx, system, [{ act: 'guesses.spent', areaId }]);
    const messages = await toManagers(trx, [areaId], { kind: 'registrationAlarm', subjectId: areaId });
    await enqueue(trx, messages, { publicUrl: deps.publicUrl, now });
  }
}

async function toOwner(trx: Trx, { id, memberId }: MatchedRecord): Promise<NewMessage[]> {
  const owner = memberId ? await findMember(trx, memberId) : undefined;
  if (!owner?.email) return [];
  const locale = storedLocale(owner.locale);
  return [{ kind: 'recordUsedAgain', memberId: owner.id, subjectId: id, locale, toAddress: owner.email }];
}

/** Tells the first owner of a used record and its managers that somebody came with the same facts; each record at most once a day. */
export async function tellUsedAgain(
  deps: NoticeDeps,
  trx: Trx,
  used: MatchedRecord,
  now: Date,
): Promise<void> {
  const areaIds = used.grants.map(({ areaId }) => areaId);
  await record(trx, system, [{ act: 'criteria.triedAgain', recordId: used.id }]);
  const told = await trx
    .updateTable('criteria_record')
    .set({ used_again_told_at: now })
    .where('id', '=', used.id)
    .where((where) =>
      where.or([
        where('used_again_told_at', 'is', null),
        where('used_again_told_at', '<=', addSeconds(now, -day)),
      ]),
    )
    .executeTakeFirstOrThrow();
  if (told.numUpdatedRows === 0n) return;
  const what = { kind: 'usedRecordTried', subjectId: used.id } as const;
  const messages = [...(await toOwner(trx, used)), ...(await toManagers(trx, areaIds, what))];
  await enqueue(trx, messages, { publicUrl: deps.publicUrl, now });
}
