import type { Field } from '../areas/field.ts';
import { holdFields } from '../areas/field.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { type NumberedRow, problem, type Problem } from './import.ts';
import { loadKnown } from './import-known.read-model.ts';
import { type Plan, planRow } from './import-plan.rules.ts';
import type { Before } from './import-undo.service.ts';
import { changeRecords } from './record-change.store.ts';
import { changedParts } from './record-change.rules.ts';
import { keyFactsOf } from './record-key.rules.ts';
import { areaOfRecord } from './record-scope.rules.ts';
import { offeredFields } from './record-form.schema.ts';
import { insertRecords } from './record.store.ts';
import { holdRules } from './set.store.ts';

export type AppliedRow = {
  number: number;
  outcome: 'stored' | 'skipped' | 'refused';
  subjectId?: string;
  problems: readonly Problem[];
  verdict?: Plan['verdict'];
  before?: Before;
};
type Work = { number: number; plan: Plan & Required<Pick<Plan, 'wanted'>> };
type Run = { trx: Trx; ring: KeyRing; scope: AdminScope; importId: string };

const refused = (number: number, ...problems: readonly Problem[]): AppliedRow => ({
  number,
  outcome: 'refused',
  problems,
});

async function storeNew({ trx, ring, scope, importId }: Run, work: readonly Work[]): Promise<AppliedRow[]> {
  const createdBy = scope.actor.memberId;
  const inserted = await insertRecords(
    trx,
    ring,
    work.map(({ plan: { wanted } }) => ({
      ...wanted,
      origin: 'import',
      createdBy,
      importId,
      keyFacts: keyFactsOf(wanted.facts),
    })),
  );
  return work.map(({ number }, at) => {
    const answer = inserted[at];
    if (!answer || 'collision' in answer) return refused(number, problem('collision'));
    const { id: subjectId } = answer;
    const before: Before = { created: true, version: 1 };
    return { number, outcome: 'stored', subjectId, problems: [], verdict: 'new', before };
  });
}

async function storeChanges({ trx, ring }: Run, work: readonly Work[]): Promise<AppliedRow[]> {
  const known = work.flatMap(({ number, plan: { record, wanted } }) =>
    record ? [{ number, record, wanted }] : [],
  );
  const changed = await changeRecords(
    trx,
    ring,
    known.map(({ record: { id, version }, wanted }) => ({
      id,
      version,
      ...wanted,
      keyFacts: keyFactsOf(wanted.facts),
    })),
  );
  return known.map(({ number, record }, at) => {
    const answer = changed[at];
    if (answer === undefined || answer === 'overtaken') return refused(number, problem('overtaken'));
    if ('collision' in answer) return refused(number, problem('collision'));
    const { id: subjectId, version, facts, grants, endsAt } = record;
    const before: Before = {
      created: false,
      version: version + 1,
      facts: facts ?? {},
      grants,
      endsAt: endsAt?.toISOString() ?? null,
    };
    return { number, outcome: 'stored', subjectId, problems: [], verdict: 'changed', before };
  });
}

/** Whether a row would be stored by a field that nobody is asked for any more: then nobody could register by it. */
function asksNobody(fields: readonly Field[], { record, wanted }: Plan): boolean {
  const asked = new Set(offeredFields(fields, record?.facts ?? {}).map(({ key }) => key));
  return wanted !== undefined && Object.keys(wanted.facts).some((key) => !asked.has(key));
}

function eventOf({ scope, importId }: Run, plan: Work['plan'], recordId: string): AuditEvent {
  const where = areaOfRecord(scope, plan.wanted.grants);
  if (plan.verdict === 'new')
    return { act: 'criteria.created', recordId, ...where, origin: 'import', importId };
  const { record, wanted } = plan;
  const before = {
    facts: record?.facts ?? {},
    grants: record?.grants ?? [],
    endsAt: record?.endsAt ?? null,
  };
  return {
    act: 'criteria.changed',
    recordId,
    ...where,
    fields: changedParts(before, wanted),
    importId,
  };
}

/**
 * Stores a batch of rows as the network is now: a record that is there is changed or left alone, what is no longer possible is
 * refused with its reason. Repeated, it finds everything as it should be and changes nothing.
 */
export async function applyRows(run: Run, rows: readonly NumberedRow[]): Promise<AppliedRow[]> {
  const { trx, ring, scope } = run;
  // before the fields, in the order of whoever changes how they are compared
  await holdRules(trx, ring);
  const fields = await holdFields(trx, 'read');
  const known = await loadKnown(
    trx,
    ring,
    rows.map(({ record }) => record),
    true,
  );
  const done: AppliedRow[] = [];
  const work = new Map<number, Work>();
  for (const [at, { number, record }] of rows.entries()) {
    const plan = planRow(scope, record, known[at] ?? { byKey: [], equal: undefined });
    const { verdict, wanted, problems } = plan;
    if (verdict === 'blocked') done.push(refused(number, ...problems));
    else if (asksNobody(fields, plan)) done.push(refused(number, problem('fieldGone')));
    else if (verdict === 'unchanged' || !wanted) {
      const subject = plan.record ? { subjectId: plan.record.id } : {};
      done.push({ number, outcome: 'skipped', problems: [], verdict: 'unchanged', ...subject });
    } else work.set(number, { number, plan: { ...plan, wanted } });
  }
  const all = [...work.values()];
  const stored = [
    ...(await storeNew(
      run,
      all.filter(({ plan }) => plan.verdict === 'new'),
    )),
    ...(await storeChanges(
      run,
      all.filter(({ plan }) => plan.verdict === 'changed'),
    )),
  ];
  const events = stored.flatMap(({ number, subjectId }) => {
    const plan = work.get(number)?.plan;
    return plan && subjectId ? [eventOf(run, plan, subjectId)] : [];
  });
  await audit(trx, administrator(scope), events);
  return [...done, ...stored];
}
