import { randomUUID } from 'node:crypto';
import type { AdminScope } from '../areas/scope.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import { type MemberRecord, type Problem, problem, type RecordRow } from './import.ts';
import { type Plan, planRow } from './import-diff.rules.ts';
import { loadKnown } from './import-known.read-model.ts';
import { insertMembers, updateMembers, upsertGrants } from './import.store.ts';
import type { Before } from './import-undo.rules.ts';
import { type Newcomers, noNewcomers } from './newcomers.ts';
import { stepEvent } from './person.rules.ts';
import { beforeOf, rawGrants } from './import-undo.store.ts';

export type AppliedRow = {
  number: number;
  outcome: 'stored' | 'skipped' | 'refused';
  subjectId?: string;
  problems: readonly Problem[];
  verdict?: Plan['verdict'];
  before?: Before;
  record?: MemberRecord;
};
type Work = { row: RecordRow; plan: Plan; id: string };
type Written = Work & { before: Before };

/** How often a row that somebody else overtook is looked at again before it is refused. */
const rounds = 3;

function eventsOf({ plan, id }: Work, importId: string): AuditEvent[] {
  const origin = 'import';
  const person: AuditEvent[] = plan.member
    ? plan.fields.length > 0
      ? [{ act: 'member.changed', memberId: id, fields: plan.fields, importId }]
      : []
    : [{ act: 'member.created', memberId: id, origin, importId }];
  const grants = plan.grants.map((step) => stepEvent(id, step, origin));
  return [...person, ...grants];
}

/** The letter has the hash now, or nobody needs it: the row does not keep it. */
function withoutTyped({ record }: RecordRow): { record?: MemberRecord } {
  const { typedPassword, ...rest } = record;
  return typedPassword ? { record: rest } : {};
}

/** Writes what is to be written; returns the work that succeeded. */
async function write(
  trx: Trx,
  scope: AdminScope,
  importId: string,
  work: readonly Work[],
  now: Date,
  newcomers: Newcomers,
): Promise<Written[]> {
  const by = scope.actor.memberId;
  const held = await rawGrants(
    trx,
    work.flatMap(({ plan }) => plan.member?.id ?? []),
  );
  const people = work.map(({ row, plan, id }) => ({
    id,
    record: row.record,
    grants: plan.grants,
    isNew: plan.verdict === 'new',
  }));
  const added = await insertMembers(
    trx,
    people.filter(({ isNew }) => isNew),
    importId,
    by,
    now,
  );
  const changed = await updateMembers(
    trx,
    people.filter(({ isNew }) => !isNew),
    now,
  );
  const written = work.filter(({ id }) => added.has(id) || changed.has(id));
  await upsertGrants(
    trx,
    people.filter(({ id }) => changed.has(id)).map(({ id, grants }) => ({ memberId: id, grants })),
    by,
  );
  await audit(
    trx,
    { kind: 'administrator', memberId: by },
    written.flatMap((each) => eventsOf(each, importId)),
  );
  await giveWayIn(trx, written, importId, by, now, newcomers);
  return written.map((each) => ({ ...each, before: beforeOf(each, held.get(each.id) ?? []) }));
}

/** Who has no address gets a first password; who has one now is invited instead. */
async function giveWayIn(
  trx: Trx,
  written: readonly Work[],
  importId: string,
  by: string,
  now: Date,
  newcomers: Newcomers,
): Promise<void> {
  const actor = { kind: 'administrator', memberId: by } as const;
  const without = written.filter(({ plan, row }) => plan.verdict === 'new' && row.record.email === undefined);
  const people = without.map(({ id, row: { record } }) => ({
    memberId: id,
    importId,
    ...(record.typedPassword ? { typed: record.typedPassword } : {}),
  }));
  if (people.length > 0) await newcomers.withoutEmail(trx, people, actor);
  const addressed = written.filter(
    ({ plan }) => plan.member && !plan.member.activatedAt && plan.fields.includes('email'),
  );
  if (addressed.length > 0)
    await newcomers.gotEmail(
      trx,
      addressed.map(({ id }) => id),
      actor,
      now,
    );
}

/**
 * Stores a batch of rows as the network is now: who exists already is changed or skipped, what is no longer possible is
 * refused with its reason, and a row that another writer overtook is decided again by the new state.
 */
export async function applyRows(
  trx: Trx,
  scope: AdminScope,
  importId: string,
  rows: readonly RecordRow[],
  now: Date,
  newcomers: Newcomers = noNewcomers,
): Promise<AppliedRow[]> {
  const applied: AppliedRow[] = [];
  let left = [...rows];
  for (let round = 0; round < rounds && left.length > 0; round += 1) {
    const known = await loadKnown(
      trx,
      left.map(({ record }) => record),
      true,
    );
    const work: Work[] = [];
    for (const row of left) {
      const plan = planRow(scope, row.record, known, now);
      const { number } = row;
      const id = plan.member?.id ?? randomUUID();
      if (plan.verdict === 'blocked') applied.push({ number, outcome: 'refused', problems: plan.problems });
      else if (plan.verdict === 'unchanged')
        applied.push({ number, outcome: 'skipped', subjectId: id, problems: [], verdict: 'unchanged' });
      else work.push({ row, plan, id });
    }
    const written = await write(trx, scope, importId, work, now, newcomers);
    for (const { row, id, plan, before } of written) {
      const { verdict } = plan;
      applied.push({ number: row.number, outcome: 'stored', subjectId: id, problems: [], verdict, before });
    }
    const done = new Set(applied.map(({ number }) => number));
    left = left.filter(({ number }) => !done.has(number));
  }
  const refused = left.map(
    ({ number }): AppliedRow => ({ number, outcome: 'refused', problems: [problem('overtaken')] }),
  );
  const kept = new Map(rows.map((row) => [row.number, withoutTyped(row)]));
  return [...applied, ...refused].map((row) => ({ ...row, ...kept.get(row.number) }));
}
