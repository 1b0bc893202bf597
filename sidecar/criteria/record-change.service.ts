import { randomUUID } from 'node:crypto';
import type { Facts, Field } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { record as audit } from '../audit/audit.store.ts';
import { grantableAreas, grantableRoles } from '../members/person.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { offeredFields, readForm, type ReadForm, type Typed } from './record-form.schema.ts';
import { changedParts } from './record-change.rules.ts';
import { keyFactsOf } from './record-key.rules.ts';
import { type ListedRecord, readRecords } from './record-list.read-model.ts';
import { actsOn, areaOfRecord } from './record-scope.rules.ts';
import { changeRecords } from './record-change.store.ts';
import type { Inserted as Answer, NewRecord } from './record.ts';
import { insertRecords } from './record.store.ts';

export type RecordDeps = { db: Db; clock: Clock; ring: KeyRing };
export type OpenRecord = ListedRecord & { facts: Facts };

/** The record, if this administrator may act on all that it opens; else `not_found`, whether the id is foreign or unknown. */
export async function requireRecord(
  db: Db,
  scope: AdminScope,
  id: string | undefined,
): Promise<ListedRecord> {
  const [record] = isUuid(id) ? await readRecords(db, [id]) : [];
  if (!record || !actsOn(scope, record.grants)) throw new AppError('not_found');
  return record;
}

/** The same for a change; throws `conflict` where it stands for somebody already. */
export async function requireOpenRecord(
  db: Db,
  scope: AdminScope,
  id: string | undefined,
): Promise<OpenRecord> {
  const record = await requireRecord(db, scope, id);
  const { facts, state } = record;
  if (!facts || (state !== 'open' && state !== 'locked'))
    throw new AppError('conflict', { fields: [{ field: 'record', text: 'criteria.problem.notOpen' }] });
  return { ...record, facts };
}

const invalid = (fields: readonly FieldError[]) => new AppError('invalid_input', { fields });

/** Grants that this administrator may not give; a foreign area and an unknown one alike. */
function grantProblems(scope: AdminScope, grants: readonly HeldGrant[]): FieldError[] {
  const areas = new Set(grantableAreas(scope).map(({ id }) => id));
  return grants.flatMap(({ areaId, role }): FieldError[] => {
    if (!areas.has(areaId)) return [{ field: 'grants', text: 'members.person.problem.area' }];
    const allowed = grantableRoles(scope, areaId).includes(role);
    return allowed ? [] : [{ field: `role.${areaId}`, text: 'members.person.problem.role' }];
  });
}

function checkedForm(scope: AdminScope, fields: readonly Field[], typed: Typed): ReadForm {
  const form = readForm(fields, typed);
  const problems = [...form.problems, ...grantProblems(scope, form.grants)];
  if (problems.length > 0) throw invalid(problems);
  return form;
}

/** Said above the form, which names the other record where it may be seen. */
const collision = () => invalid([{ field: 'collision', text: 'criteria.problem.collision' }]);

/** Stored, by this form or by the same one before. */
type Inserted = Extract<Answer, { id: string }>;
type Wanted = Pick<ReadForm, 'facts' | 'grants' | 'endsAt'>;

/** The record of this form: stored now, or by the same form before, as long as it says the same. */
async function insertOnce(trx: Trx, ring: KeyRing, record: NewRecord, wanted: Wanted): Promise<Inserted> {
  const [inserted] = await insertRecords(trx, ring, [record]);
  if (!inserted || 'collision' in inserted) throw collision();
  if (inserted.isNew) return inserted;
  const [before] = await readRecords(trx, [inserted.id]);
  if (before?.facts && changedParts({ ...before, facts: before.facts }, wanted).length === 0) return inserted;
  // gone back and typed somebody else: that is another record
  return insertOnce(trx, ring, { ...record, formKey: randomUUID() }, wanted);
}

/**
 * Stores one record by hand; a form that is sent twice stores one. Throws `invalid_input` with field errors, also where a record
 * that counts has equal facts.
 */
export async function addRecord(
  { db, ring }: RecordDeps,
  scope: AdminScope,
  typed: Typed & { formKey: string },
): Promise<string> {
  const fields = offeredFields(await readFields(db));
  const { problems: _, ...wanted } = checkedForm(scope, fields, typed);
  const by = administrator(scope);
  const record: NewRecord = {
    ...wanted,
    keyFacts: keyFactsOf(wanted.facts),
    origin: 'manual',
    createdBy: by.memberId,
    formKey: typed.formKey,
  };
  return db.transaction().execute(async (trx) => {
    const { id: recordId, isNew } = await insertOnce(trx, ring, record, wanted);
    const where = areaOfRecord(scope, wanted.grants);
    if (isNew) await audit(trx, by, [{ act: 'criteria.created', recordId, ...where, origin: 'manual' }]);
    return recordId;
  });
}

/** Changes a record that stands for nobody yet, at this version only; throws as `addRecord`, and `conflict` where somebody was faster. */
export async function editRecord(
  { db, ring }: RecordDeps,
  scope: AdminScope,
  id: string | undefined,
  typed: Typed & { version: number },
): Promise<void> {
  const before = await requireOpenRecord(db, scope, id);
  const form = checkedForm(scope, offeredFields(await readFields(db), before.facts), typed);
  const { facts, grants, endsAt } = form;
  const fields = changedParts(before, form);
  if (before.version !== typed.version) throw new AppError('conflict');
  if (fields.length === 0) return;
  await db.transaction().execute(async (trx) => {
    const { id: recordId, version } = before;
    const change = { id: recordId, version, facts, grants, endsAt, keyFacts: keyFactsOf(facts) };
    const [changed] = await changeRecords(trx, ring, [change]);
    if (changed === undefined || changed === 'overtaken') throw new AppError('conflict');
    if ('collision' in changed) throw collision();
    const where = areaOfRecord(scope, grants);
    await audit(trx, administrator(scope), [{ act: 'criteria.changed', recordId, ...where, fields }]);
  });
}
