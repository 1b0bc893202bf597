import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { RecordDeps } from '../../sidecar/criteria/record-change.service.ts';
import { matching, wordsOf } from '../../sidecar/criteria/record-filter.store.ts';
import { listRecords } from '../../sidecar/criteria/record-list.read-model.ts';
import { recordFilter, recordOrder } from '../../sidecar/criteria/record-list.schema.ts';
import { recordViewer } from '../../sidecar/criteria/record-scope.rules.ts';
import type { NewRecord } from '../../sidecar/criteria/record.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { insertAreas, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertActors, now, ring } from './import-house.ts';
import { newRecord, storeOne } from './records.ts';

let opened: TestDatabase;
/** A fresh database with the areas and those who act in them, anew for each test. */
export let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  await insertActors(db);
});
afterEach(() => opened.close());

export const deps = (): RecordDeps => ({ db, ring, clock: () => now });
export const one = (facts: Facts, more: Partial<NewRecord> = {}, areaId = north.id): Promise<string> =>
  storeOne(db, ring, newRecord(areaId, facts, more));
export const become = (id: string, state: string) =>
  sql`update criteria_record set state = ${state} where id = ${id}`.execute(db);
/** Last names of the list, or the state where the facts are gone. */
export const names = async (scope: AdminScope, asked: Record<string, string> = {}): Promise<string[]> => {
  const [filter, order] = [recordFilter.parse(asked), recordOrder.parse(asked)];
  const where = matching(scope.tree, recordViewer(scope), filter, now);
  const { rows } = await listRecords(db, where, order, wordsOf(filter.q).length > 0);
  return rows.map(({ facts, state }) => facts?.['lastName'] ?? state);
};
/** Code and fields of what was thrown. */
export const refusal = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) return String(thrown);
  return [thrown.code, ...thrown.fields.map(({ field, text }) => `${field}=${text.split('.').at(-1)}`)].join(
    ' ',
  );
};
/** What a browser would send. */
export const form = (facts: Facts, areaId = north.id, role = 'member') => ({
  formKey: randomUUID(),
  ...Object.fromEntries(Object.entries(facts).map(([key, fact]) => [`fact.${key}`, fact])),
  [`role.${areaId}`]: role,
});
/** What the audit log says of records. */
export const acts = async () =>
  (
    await sql<{ act: string }>`select act from audit where act like 'criteria.%' order by id`.execute(db)
  ).rows.map(({ act }) => act);
