import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { locales, type Texts } from '../platform/i18n.ts';
import { type AppliedRow, applyRows } from './import-apply.service.ts';
import { areaFinder, importAreas, roleFinder } from './import-areas.rules.ts';
import { memberColumns } from './import-columns.rules.ts';
import { mailDomain, slips } from './import-mail-domains.rules.ts';
import { marksOf } from './import-marks.rules.ts';
import { previewRows } from './import-preview.service.ts';
import { importProgress } from './import-progress.read-model.ts';
import { undoRows } from './import-undo.service.ts';
import { settledAmong } from './import-undo.store.ts';
import type { StoredRow } from './import-undo.rules.ts';
import { readRow } from './import-row.rules.ts';
import { usernameCompleter } from './import-usernames.service.ts';
import type { Newcomers, OpenTypedPasswords } from './newcomers.ts';
import { newcomersOutlook } from './import-outlook.read-model.ts';
import { passwordSealer } from './import-passwords.service.ts';
import type { MemberCells, MemberRecord, RecordRow, SecretRow, Shown } from './import.ts';

type Verdict = SecretRow['verdict'];

export type MemberImportDeps = {
  texts: Texts;
  clock: Clock;
  /** Tells whoever sets up accounts that people are waiting. */
  afterCommit: () => Promise<void>;
  newcomers?: Newcomers;
  /** Without it there is no column for typed passwords. */
  typedPasswords?: OpenTypedPasswords;
};

/** How a row is shown: a person with whatever is known, and the roles it asks for. */
export function memberSummary(
  { tree }: AdminScope,
  cells: MemberCells,
  record: MemberRecord | undefined,
  verdict: Verdict,
) {
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
  if (record?.lastDay) details.push({ key: 'members.import.until', params: { date: record.lastDay } });
  if (record?.typedPassword) details.push({ key: 'members.import.passwordSet' });
  const byLetter = verdict === 'new' && record !== undefined && record.email === undefined;
  const labels: Shown[] = byLetter ? [{ key: 'members.import.letter' }] : [];
  const parts = (record?.grants ?? []).map(({ areaId, role }) => ({
    label: tree.byId(areaId)?.name ?? '',
    value: { key: role ? `areas.role.${role}` : 'members.import.roleKept' } as Shown,
  }));
  return { title: `${of('firstName')} ${of('lastName')}`.trim() || '–', labels, details, parts };
}

/** Reads rows one by one: what a row says by itself, what may stand in only one row, and the domain of its address. */
export function memberReader(texts: Texts, scope: AdminScope) {
  const areas = importAreas(scope);
  const findRole = roleFinder(locales.map((locale) => texts.translate(locale)));
  const words = { areas, findArea: areaFinder(areas), findRole };
  return (cells: MemberCells) => {
    const { fields, problems, record } = readRow(cells, words);
    const tally = mailDomain(fields.email);
    return { problems, marks: marksOf(fields), ...(record ? { record } : {}), ...(tally ? { tally } : {}) };
  };
}

/** Members as what an import writes to; app.ts hands this to the imports. */
export function memberImportTarget(deps: MemberImportDeps) {
  const { texts, clock, afterCommit, newcomers, typedPasswords } = deps;
  return {
    name: 'members',
    sheet: {
      de: texts.translate('de')('members.import.sheet'),
      en: texts.translate('en')('members.import.sheet'),
    },
    columns: async (_db: Db, scope: AdminScope) =>
      memberColumns(texts, scope).filter(({ secret }) => typedPasswords || !secret),
    reader: (scope: AdminScope) => memberReader(texts, scope),
    diff: (db: Db, scope: AdminScope, rows: readonly RecordRow[]) => previewRows(db, scope, rows, clock()),
    completer: (db: Db, _scope: AdminScope, stands: (mark: string) => boolean) =>
      usernameCompleter(db, stands),
    ...(typedPasswords ? { sealer: async (db: Db) => passwordSealer(await typedPasswords(db)) } : {}),
    outlook: newcomersOutlook,
    outliers: slips,
    apply: (
      trx: Trx,
      scope: AdminScope,
      importId: string,
      rows: readonly RecordRow[],
    ): Promise<AppliedRow[]> => applyRows(trx, scope, importId, rows, clock(), newcomers),
    summary: memberSummary,
    progress: importProgress,
    undo: (trx: Trx, scope: AdminScope, importId: string, rows: readonly StoredRow[]) =>
      undoRows(trx, scope, importId, rows, clock(), newcomers),
    settled: settledAmong,
    afterCommit,
  };
}
