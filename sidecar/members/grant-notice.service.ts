import { readTree } from '../areas/area.store.ts';
import { enqueue, type NewMessage } from '../mail/message.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { type EndingGrant, takeDigests, takeEnding } from './grant-notice.store.ts';
import { type Manager, managersOf } from './managers.read-model.ts';
import { maySignIn } from './member.ts';
import { findMembers } from './member.store.ts';

export type GrantNoticeDeps = {
  db: Db;
  clock: Clock;
  publicUrl: string;
  /** How many days before its end a grant is told of. */
  noticeDays(db: Db): Promise<number>;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
};

/** People a transaction. */
const peopleAtOnce = 200;

/** One mail a person and end, however many areas end with it; who cannot sign in hears nothing. */
async function toPeople(trx: Trx, ending: readonly EndingGrant[]): Promise<NewMessage[]> {
  const people = await findMembers(
    trx,
    ending.map(({ memberId }) => memberId),
  );
  const ends = Map.groupBy(ending, ({ memberId, endsAt }) => `${memberId} ${endsAt.getTime()}`);
  return [...ends.values()].flatMap(([first]): NewMessage[] => {
    const person = first && people.get(first.memberId);
    if (!person?.email || !maySignIn(person)) return [];
    const locale = storedLocale(person.locale);
    const { id: memberId, email: toAddress } = person;
    return [{ kind: 'grantEnds', memberId, subjectId: first?.id ?? null, locale, toAddress }];
  });
}

/** One mail a manager and day, whatever ends; what it says is counted when it is sent. */
async function toManagers(trx: Trx, ending: readonly EndingGrant[], now: Date): Promise<NewMessage[]> {
  const tree = await readTree(trx);
  const managers = new Map<string, Manager>();
  const areaIds = ending.map((grant) => grant.areaId);
  for (const responsible of (await managersOf(trx, tree, areaIds)).values())
    for (const manager of responsible) managers.set(manager.memberId, manager);
  const digests = await takeDigests(trx, [...managers.keys()], now);
  return [...digests].flatMap(([memberId, dueAt]): NewMessage[] => {
    const manager = managers.get(memberId);
    if (!manager) return [];
    const { email: toAddress, locale } = manager;
    return [{ kind: 'grantsEnd', memberId, subjectId: null, locale, toAddress, dueAt }];
  });
}

async function tellSome(
  { publicUrl }: GrantNoticeDeps,
  trx: Trx,
  days: number,
  now: Date,
): Promise<Nudge[] | undefined> {
  const ending = await takeEnding(trx, days, peopleAtOnce, now);
  if (ending.length === 0) return undefined;
  const messages = [...(await toPeople(trx, ending)), ...(await toManagers(trx, ending, now))];
  return enqueue(trx, messages, { publicUrl, now });
}

/** Tells people and those responsible of grants that end soon, once an end, however many processes do so at once. */
export async function tellEnds(deps: GrantNoticeDeps): Promise<void> {
  const days = await deps.noticeDays(deps.db);
  for (;;) {
    const now = deps.clock();
    const nudges = await deps.db.transaction().execute((trx) => tellSome(deps, trx, days, now));
    if (!nudges) return;
    await deps.nudgeMail(nudges);
  }
}
