import { sql } from 'kysely';
import { type AreaTree, commonArea } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import { can, type HeldGrant } from '../areas/policy.rules.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import { fullName, type MemberWithGrants } from '../members/member.ts';
import { greetingOf, isTheirs, readRecipients } from '../members/recipient.read-model.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { readBudgets } from './budget.store.ts';
import { registrationsPath, right } from './record-scope.rules.ts';
import './criteria.table.ts';

export type NoticeMessageDeps = { origin: string; clock: Clock };

/** Whether somebody is still responsible for what a mail to managers is about. */
const manages = (tree: AreaTree, member: MemberWithGrants, areaId: string): boolean =>
  can(tree, { memberId: member.id, name: fullName(member), grants: member.grants }, right, areaId);

type TriedRecord = { id: string; memberId: string | null; triedAt: Date | null; grants: HeldGrant[] };

async function readTried(db: Db, ids: readonly string[]): Promise<Map<string, TriedRecord>> {
  const { rows } = await sql<TriedRecord>`
    select id, member_id as "memberId", used_again_told_at as "triedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('areaId', area_id, 'role', role)), '[]') from criteria_grant where record_id = id) as grants
    from criteria_record where id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** To managers: how many misses there were when the mail leaves, and the way to who waits. */
function alarmMessage({ origin, clock }: NoticeMessageDeps): MessageKind<'registrationAlarm'> {
  return {
    name: 'registrationAlarm',
    async load(db, messages) {
      const tree = await readTree(db);
      const people = await readRecipients(db, messages);
      const budgets = await readBudgets(db, subjectsOf(messages), clock());
      const contents = new Map<string, MessageContent['registrationAlarm']>();
      for (const { id, subjectId, memberId } of messages) {
        const area = tree.byId(subjectId ?? '');
        const person = people.get(memberId ?? '');
        if (!area || !person || !manages(tree, person, area.id)) continue;
        const data = { ...greetingOf(person), area: area.name, count: budgets.get(area.id)?.spent ?? 0 };
        contents.set(id, { areaId: area.id, data, link: `${origin}${registrationsPath}/held` });
      }
      return contents;
    },
  };
}

/** To whom a record has let in; nothing goes to an address that is not theirs any more. */
const usedAgainMessage: MessageKind<'recordUsedAgain'> = {
  name: 'recordUsedAgain',
  async load(db, messages) {
    const tree = await readTree(db);
    const people = await readRecipients(db, messages);
    const records = await readTried(db, subjectsOf(messages));
    const contents = new Map<string, MessageContent['recordUsedAgain']>();
    for (const { id, subjectId, memberId, toAddress } of messages) {
      const tried = records.get(subjectId ?? '');
      const person = people.get(memberId ?? '');
      if (!tried?.triedAt || !isTheirs(person, toAddress) || tried.memberId !== person.id) continue;
      const areaId =
        commonArea(
          tree,
          tried.grants.map((grant) => grant.areaId),
        )?.id ?? null;
      contents.set(id, { areaId, data: { ...greetingOf(person), attemptedAt: tried.triedAt } });
    }
    return contents;
  },
};

/** To managers: which record was tried again. */
function triedMessage({ origin }: NoticeMessageDeps): MessageKind<'usedRecordTried'> {
  return {
    name: 'usedRecordTried',
    async load(db, messages) {
      const tree = await readTree(db);
      const people = await readRecipients(db, messages);
      const records = await readTried(db, subjectsOf(messages));
      const contents = new Map<string, MessageContent['usedRecordTried']>();
      for (const { id, subjectId, memberId } of messages) {
        const tried = records.get(subjectId ?? '');
        const person = people.get(memberId ?? '');
        const area = commonArea(tree, tried?.grants.map((grant) => grant.areaId) ?? []);
        if (!tried?.triedAt || !area || !person) continue;
        if (!tried.grants.some(({ areaId }) => manages(tree, person, areaId))) continue;
        const data = { ...greetingOf(person), area: area.name, attemptedAt: tried.triedAt };
        contents.set(id, { areaId: area.id, data, link: `${origin}${registrationsPath}/${tried.id}` });
      }
      return contents;
    },
  };
}

/** Messages whose cause is somebody's tries of stored facts, at the moment of sending. */
export function noticeMessages(deps: NoticeMessageDeps): MessageKind[] {
  return [alarmMessage(deps), usedAgainMessage, triedMessage(deps)];
}
