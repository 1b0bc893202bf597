import { type RawBuilder, sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import { areaFinder, importAreas, roleFinder } from '../members/import-areas.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { locales, type Texts } from '../platform/i18n.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { namedUntil } from './forget.store.ts';
import { forgetAgain, forgottenEverywhere, forgottenRecords } from './forgotten.store.ts';
import { type Cells, type CriteriaRow, factColumn, type NumberedRow, type Shown } from './import.ts';
import { applyRows } from './import-apply.service.ts';
import { criteriaColumns } from './import-columns.rules.ts';
import { guessableOutlook } from './import-outlook.read-model.ts';
import { previewRows } from './import-preview.service.ts';
import { readCriteriaRow } from './import-row.rules.ts';
import { settledAmong, type StoredRow, undoRows } from './import-undo.service.ts';
import { offeredFields } from './record-form.schema.ts';
import { registrationsPath } from './record-scope.rules.ts';

export type CriteriaImportDeps = { texts: Texts; ring: KeyRing; clock: Clock };

/** What the cells say where the row could not be read. */
const factsIn = (cells: Cells): Facts =>
  Object.fromEntries(
    Object.entries(cells).flatMap(([column, text]) =>
      column.startsWith(factColumn('')) ? [[column.slice(factColumn('').length), text] as const] : [],
    ),
  );

/** How a row is shown: by name where it has one, with the other facts and what it grants. */
function summary({ tree }: AdminScope, cells: Cells, row: CriteriaRow | undefined) {
  const { firstName, lastName, ...others } = row?.facts ?? factsIn(cells);
  const name = [firstName, lastName].filter(Boolean).join(' ');
  const facts = Object.values(others);
  const shown: Shown[] = (name ? facts : facts.slice(1)).map((text) => ({ text }));
  // a row that had nothing in it was never one
  const details = row || Object.keys(cells).length > 0 ? shown : [{ key: 'criteria.import.forgotten' }];
  const parts = (row?.grants ?? []).map(({ areaId, role }) => ({
    label: tree.byId(areaId)?.name ?? '',
    value: { key: role ? `areas.role.${role}` : 'members.import.roleKept' } as Shown,
  }));
  return { title: name || facts[0] || '–', labels: [], details, parts };
}

/** Nobody's account is made by storing a record, so that everything is done with the rows. */
async function progress(db: Db, records: RawBuilder<unknown>) {
  const { rows } = await sql<{
    done: number;
  }>`select count(*)::int as done from (${records}) as stored`.execute(db);
  return { pending: 0, done: rows[0]?.done ?? 0, failed: 0, failing: [] };
}

/** Records as what an import writes to; compose.ts hands this to the imports. */
export function criteriaImportTarget({ texts, ring, clock }: CriteriaImportDeps) {
  const say = (key: string) => ({ de: texts.translate('de')(key), en: texts.translate('en')(key) });
  return {
    name: 'criteria',
    sheet: say('criteria.list.title'),
    words: {
      template: 'criteria.import.template',
      home: { href: registrationsPath, text: 'criteria.import.home' },
      undo: {
        created: 'criteria.import.undo.created',
        updated: 'criteria.import.undo.updated',
        settled: 'criteria.import.undo.settled',
      },
    },
    columns: async (db: Db, scope: AdminScope) =>
      criteriaColumns(texts, scope, offeredFields(await readFields(db))),
    async reader(scope: AdminScope, db: Db) {
      const fields = offeredFields(await readFields(db));
      const rules = Object.fromEntries(fields.map((field) => [field.key, field]));
      const areas = importAreas(scope);
      const findRole = roleFinder(locales.map((locale) => texts.translate(locale)));
      const words = { areas, findArea: areaFinder(areas), findRole };
      return (cells: Cells) => readCriteriaRow(fields, rules, words, cells);
    },
    diff: (db: Db, scope: AdminScope, rows: readonly NumberedRow[]) =>
      previewRows({ db, ring, now: clock() }, scope, rows),
    outlook: guessableOutlook,
    apply: (trx: Trx, scope: AdminScope, importId: string, rows: readonly NumberedRow[]) =>
      applyRows({ trx, ring, scope, importId }, rows),
    summary,
    progress,
    undo: (trx: Trx, scope: AdminScope, importId: string, rows: readonly StoredRow[]) =>
      undoRows({ trx, ring, scope, importId }, rows),
    settled: settledAmong,
    forgetting: { due: forgottenRecords, done: forgottenEverywhere, again: forgetAgain },
    named: namedUntil,
    afterCommit: async () => {},
  };
}
