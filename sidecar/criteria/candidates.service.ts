import { factText } from '../areas/fact.rules.ts';
import type { Facts, Field } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { ComparedField } from '../members/likeness.rules.ts';
import type { Db } from '../platform/db.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { matchFacts, nearOf } from './match.service.ts';
import { readNear } from './match.store.ts';
import { readNamesakes } from './named.store.ts';
import { compareFacts } from './probe.service.ts';
import type { RecordDeps } from './record-change.service.ts';
import { type ListedRecord, readRecords } from './record-list.read-model.ts';
import { actsOn, recordViewer, type ShownState, shownState } from './record-scope.rules.ts';
import { recordTitle } from './record-text.rules.ts';

/** Who looks, and in which language. */
type Viewer = AdminScope & { t: Translate; locale: Locale };
/** `facts`: as they were typed at a registration; null where only the name is known. */
type Applicant = { facts: Facts | null; firstName: string; lastName: string };

/** `equal`: this is whom the facts mean; `near`: but for one field, or with one field more. */
const likenesses = ['equal', 'near', 'name'] as const;
type Likeness = (typeof likenesses)[number];
type Hit = { recordId: string; likeness: Likeness; keys?: readonly string[] };

/** A record that may mean somebody who asks for access; `usable`: `useRecordFor` takes it. */
export type LikelyRecord = {
  recordId: string;
  version: number;
  title: string;
  state: ShownState;
  usable: boolean;
  likeness: Likeness;
  fields: ComparedField[];
  grants: readonly HeldGrant[];
  endsAt: Date | null;
};

const mostShown = 5;

async function hitsOf({ db, ring, clock }: RecordDeps, facts: Facts): Promise<Hit[]> {
  const match = await matchFacts(db, ring, facts, clock());
  const near = await readNear(db, await nearOf(db, ring, facts));
  const nearby = near.map(({ recordId }): Hit => ({ recordId, likeness: 'near' }));
  if (match.kind === 'ambiguous')
    return [...match.recordIds.map((recordId): Hit => ({ recordId, likeness: 'equal' })), ...nearby];
  const decisive = match.kind === 'none' ? match.closed : match.record;
  return decisive ? [{ recordId: decisive.id, likeness: 'equal', keys: decisive.keys }, ...nearby] : nearby;
}

async function sameName(db: Db, viewer: Viewer, { facts, ...known }: Applicant): Promise<Hit[]> {
  const { firstName = known.firstName, lastName = known.lastName } = facts ?? {};
  const ids = await readNamesakes(db, recordViewer(viewer), { firstName, lastName });
  return ids.map((recordId) => ({ recordId, likeness: 'name' }));
}

function compare(
  { locale }: Viewer,
  fields: readonly Field[],
  typed: Facts,
  stored: Facts | null,
  storedKeys: readonly string[] = Object.keys(stored ?? {}),
): ComparedField[] {
  const types = new Map(fields.map((field) => [field.key, field]));
  const text = (key: string, fact: string | null | undefined): string | null => {
    const field = types.get(key);
    return field && fact ? factText(field, fact, locale) : null;
  };
  return compareFacts(fields, typed, stored, [...Object.keys(typed), ...storedKeys]).map((pair) => ({
    key: pair.key,
    label: types.get(pair.key)?.name[locale] ?? pair.key,
    theirs: text(pair.key, pair.typed),
    ours: text(pair.key, pair.stored),
    differs: pair.typed !== undefined && pair.stored !== null && !pair.equal,
  }));
}

/** The most alike first: by what was found, then those that can still be used, then by how little differs. */
function byLikeness(a: LikelyRecord, b: LikelyRecord): number {
  const differing = ({ fields }: LikelyRecord) => fields.filter(({ differs }) => differs).length;
  return (
    likenesses.indexOf(a.likeness) - likenesses.indexOf(b.likeness) ||
    Number(b.usable) - Number(a.usable) ||
    differing(a) - differing(b)
  );
}

/**
 * Records that may mean an applicant and that this administrator may act on, at most five, the most alike first, field by field; with
 * facts whom they mean and come near, else and besides who has the same name however it is spelt. Nothing is written or counted.
 */
export async function recordsLike(
  deps: RecordDeps,
  viewer: Viewer,
  applicant: Applicant,
): Promise<LikelyRecord[]> {
  const { db, clock } = deps;
  const { facts, firstName, lastName } = applicant;
  const found = [...(facts ? await hitsOf(deps, facts) : []), ...(await sameName(db, viewer, applicant))];
  // The first of several reasons is the strongest.
  const hits = new Map(found.toReversed().map((hit) => [hit.recordId, hit]));
  const [fields, records] = [await readFields(db), await readRecords(db, [...hits.keys()])];
  const shown = (record: ListedRecord): LikelyRecord[] => {
    const hit = hits.get(record.id);
    if (!hit || !actsOn(viewer, record.grants)) return [];
    const state = shownState(record.state, record.endsAt, clock());
    return [
      {
        recordId: record.id,
        version: record.version,
        title: recordTitle(fields, record.facts, viewer.locale) ?? viewer.t('criteria.record.dropped'),
        state,
        usable: state === 'open',
        likeness: hit.likeness,
        fields: compare(viewer, fields, facts ?? { firstName, lastName }, record.facts, hit.keys),
        grants: record.grants,
        endsAt: record.endsAt,
      },
    ];
  };
  return records.flatMap(shown).toSorted(byLikeness).slice(0, mostShown);
}
