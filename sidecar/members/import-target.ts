import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { locales, type Texts } from '../platform/i18n.ts';
import { type AppliedRow, applyRows } from './import-apply.service.ts';
import { areaFinder, importAreas, roleFinder } from './import-areas.rules.ts';
import { memberColumns } from './import-columns.rules.ts';
import { duplicates } from './import-duplicates.rules.ts';
import { previewRows } from './import-preview.service.ts';
import { importProgress } from './import-progress.read-model.ts';
import { undoRows } from './import-undo.service.ts';
import { settledAmong } from './import-undo.store.ts';
import type { StoredRow } from './import-undo.rules.ts';
import { readRow } from './import-row.rules.ts';
import type { MemberCells, MemberRecord, MemberRow, RecordRow, Shown } from './import.ts';

export type MemberImportDeps = {
  texts: Texts;
  clock: Clock;
  /** Tells whoever sets up accounts that people are waiting. */
  afterCommit: () => Promise<void>;
};

/** How a row is shown: a person with whatever is known, and the roles it asks for. */
export function memberSummary({ tree }: AdminScope, cells: MemberCells, record: MemberRecord | undefined) {
  const of = (field: 'firstName' | 'lastName' | 'email' | 'username' | 'employeeNumber'): string =>
    record?.[field] ?? cells[field] ?? '';
  const details: Shown[] = [of('email'), of('employeeNumber')]
    .filter((text) => text !== '')
    .map((text) => ({ text }));
  const username = of('username');
  if (username !== '') {
    details.push(
      record?.usernameProposed
        ? { key: 'members.import.proposed', params: { username } }
        : { text: username },
    );
  }
  const parts = (record?.grants ?? []).map(({ areaId, role }) => ({
    label: tree.byId(areaId)?.name ?? '',
    value: { key: role ? `areas.role.${role}` : 'members.import.roleKept' } as Shown,
  }));
  return { title: `${of('firstName')} ${of('lastName')}`.trim() || '–', details, parts };
}

/** Reads all rows of a file: each by itself, then against the others. */
export function validateMembers(texts: Texts, scope: AdminScope, rows: readonly MemberRow[]) {
  const areas = importAreas(scope);
  const findRole = roleFinder(locales.map((locale) => texts.translate(locale)));
  const words = { areas, findArea: areaFinder(areas), findRole };
  const read = rows.map(({ number, sheetRow, cells }) => ({ number, sheetRow, ...readRow(cells, words) }));
  const double = duplicates(read);
  return read.map(({ number, record, problems }) => {
    const all = [...problems, ...(double.get(number) ?? [])];
    return record && all.length === 0 ? { number, record, problems: [] } : { number, problems: all };
  });
}

/** Members as what an import writes to; app.ts hands this to the imports. */
export function memberImportTarget({ texts, clock, afterCommit }: MemberImportDeps) {
  return {
    name: 'members',
    sheet: {
      de: texts.translate('de')('members.import.sheet'),
      en: texts.translate('en')('members.import.sheet'),
    },
    columns: async (_db: Db, scope: AdminScope) => memberColumns(texts, scope),
    validate: (scope: AdminScope, rows: readonly MemberRow[]) => validateMembers(texts, scope, rows),
    diff: previewRows,
    apply: (
      trx: Trx,
      scope: AdminScope,
      importId: string,
      rows: readonly RecordRow[],
    ): Promise<AppliedRow[]> => applyRows(trx, scope, importId, rows, clock()),
    summary: memberSummary,
    progress: importProgress,
    undo: (trx: Trx, scope: AdminScope, importId: string, rows: readonly StoredRow[]) =>
      undoRows(trx, scope, importId, rows, clock()),
    settled: settledAmong,
    afterCommit,
  };
}
