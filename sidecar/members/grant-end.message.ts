import { sql } from 'kysely';
import { areaAboveAll } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import { type MessageContent, type MessageKind, subjectsOf } from '../mail/kind.ts';
import { toldEnd } from '../platform/day.rules.ts';
import type { Db } from '../platform/db.ts';
import { grantListPath } from './grant-list.schema.ts';
import { managersOf } from './managers.read-model.ts';
import { greetingOf, isTheirs, readRecipients } from './recipient.read-model.ts';
import './member.table.ts';

export type GrantEndMessageDeps = { origin: string };
/** A mail names so many areas and no more. */
const mostAreas = 10;

/** When these grants end, by id; those whose end is still the one that was told of. */
async function endsOf(db: Db, ids: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; endsAt: Date }>`
    select id, ends_at as "endsAt" from "grant" where id = any(${ids}::uuid[]) and ends_at > now() and end_told_at is not null`.execute(
    db,
  );
  return new Map(rows.map(({ id, endsAt }) => [id, endsAt]));
}

/** To the person: everything that ends at the moment at which the grant ends that the message is about. */
const endMessage: MessageKind<'grantEnds'> = {
  name: 'grantEnds',
  async load(db, messages) {
    const tree = await readTree(db);
    const people = await readRecipients(db, messages);
    const ends = await endsOf(db, subjectsOf(messages));
    const contents = new Map<string, MessageContent['grantEnds']>();
    for (const { id, memberId, subjectId, toAddress } of messages) {
      const person = people.get(memberId ?? '');
      const endsAt = ends.get(subjectId ?? '');
      if (!endsAt || !isTheirs(person, toAddress)) continue;
      const ending = person.grants.filter((grant) => grant.endsAt?.getTime() === endsAt.getTime());
      const area = ending.map(({ areaId }) => tree.byId(areaId)?.name ?? '').join(', ');
      const data = { ...greetingOf(person), area, endsAt: toldEnd(endsAt) };
      contents.set(id, { areaId: areaAboveAll(tree, ending), data });
    }
    return contents;
  },
};

type EndingArea = { areaId: string; count: number; first: Date };

/** What ends soon and was told of, by area; the first end first. */
async function endingAreas(db: Db): Promise<EndingArea[]> {
  const { rows } = await sql<EndingArea>`
    select area_id as "areaId", count(*)::int as count, min(ends_at) as first from "grant"
    where ends_at > now() and end_told_at is not null group by area_id order by first, area_id`.execute(db);
  return rows;
}

/** To those responsible: how many there are when the mail leaves, and the way to their list. */
function digestMessage({ origin }: GrantEndMessageDeps): MessageKind<'grantsEnd'> {
  return {
    name: 'grantsEnd',
    async load(db, messages) {
      const tree = await readTree(db);
      const people = await readRecipients(db, messages);
      const responsible = new Map<string, EndingArea[]>();
      const areas = await endingAreas(db);
      const managers = await managersOf(
        db,
        tree,
        areas.map(({ areaId }) => areaId),
      );
      for (const ending of areas)
        for (const { memberId } of managers.get(ending.areaId) ?? [])
          responsible.set(memberId, [...(responsible.get(memberId) ?? []), ending]);
      const contents = new Map<string, MessageContent['grantsEnd']>();
      for (const { id, memberId } of messages) {
        const person = people.get(memberId ?? '');
        const ending = responsible.get(memberId ?? '') ?? [];
        const [first] = ending;
        if (!person || !first) continue;
        const names = ending.map(({ areaId }) => tree.byId(areaId)?.name ?? '');
        const areas = names.length > mostAreas ? [...names.slice(0, mostAreas), '…'] : names;
        const count = ending.reduce((sum, area) => sum + area.count, 0);
        const data = { ...greetingOf(person), count, areas, endsAt: toldEnd(first.first) };
        contents.set(id, { areaId: areaAboveAll(tree, ending), data, link: `${origin}${grantListPath}` });
      }
      return contents;
    },
  };
}

/** Messages whose cause is a grant that ends soon, at the moment of sending. */
export function grantEndMessages(deps: GrantEndMessageDeps): MessageKind[] {
  return [endMessage, digestMessage(deps)];
}
