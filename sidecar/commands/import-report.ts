import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { countImportLetters } from '../credentials/import-letters.read-model.ts';
import { errorFile, hasFaultyRows } from '../imports/error-file.service.ts';
import { countRows, type ImportHead, readRows } from '../imports/import.read-model.ts';
import { openMapping } from '../imports/mapping.service.ts';
import { findRows } from '../imports/preview.read-model.ts';
import { errorView, rowView, shown } from '../imports/preview.rules.ts';
import type { ImportProgress } from '../imports/progress.read-model.ts';
import type { ImportTarget } from '../imports/target.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Services } from '../services.ts';

const namedRows = 20;
const barWidth = 30;

/** One line of how far an import is. */
export function progressLine({ state, rows, accounts, left }: ImportProgress): string {
  const people = accounts.done + accounts.failed + accounts.pending + left;
  const part = rows.whole > 0 ? rows.done / rows.whole : 0;
  const bar = '#'.repeat(Math.round(part * barWidth)).padEnd(barWidth, '.');
  const failed = accounts.failed > 0 ? `, ${accounts.failed} failed` : '';
  return `${state} [${bar}] rows ${rows.done}/${rows.whole}, accounts ${accounts.done}/${people}${failed}`;
}

/** Why a file could not be used, a line a reason. */
export function refusalLines({ texts }: Services, error: NonNullable<ImportHead['error']>): string[] {
  const { title, text, fields } = errorView(texts.translate('en'), error);
  return [`${title}. ${text}`, ...fields.map((field) => `  ${field}`)];
}

/** The columns that wait for a person, a line each. */
export async function columnLines(
  { db, texts }: Services,
  scope: AdminScope,
  target: ImportTarget,
  id: string,
): Promise<string[]> {
  const open = await openMapping(db, target, scope, id);
  const sheet = open?.sheets[open.likely];
  const t = texts.translate('en');
  const unclear = (sheet?.titles ?? []).flatMap(({ problem }) =>
    problem ? [t(problem.text, problem.params)] : [],
  );
  const missing = (sheet?.missing ?? []).map(({ titles }) => t('imports.columns.missing', titles));
  return [...unclear, ...missing].map((line) => `  ${line}`);
}

/** The faulty rows with their place and what to do, as on the page; more than a screen of them are only counted. */
export async function faultyLines(
  { db, texts }: Services,
  scope: AdminScope,
  target: ImportTarget,
  head: ImportHead,
): Promise<string[]> {
  const t = texts.translate('en');
  const show = head.startedAt ? 'refused' : 'blocked';
  const known = { counts: head.staged, groups: [] };
  const { numbers, total } = await findRows(db, head.id, { show }, known, { page: 1, size: namedRows });
  const rows = await readRows(db, head.id, numbers);
  const lines = rows.flatMap((row) =>
    rowView(t, scope, target, head, row).problems.map(
      ({ place, text, found }) => `  ${place}: ${text}${found ? ` (${found})` : ''}`,
    ),
  );
  return total > namedRows ? [...lines, `  … and ${total - namedRows} more rows`] : lines;
}

/** What was or would be done, in one line. */
export async function countLine({ db }: Services, head: ImportHead): Promise<string> {
  const counts = await countRows(db, head.id);
  return head.startedAt
    ? `${counts.created} created, ${counts.updated} changed, ${counts.skipped} unchanged, ${counts.refused} left out`
    : `${counts.new} to create, ${counts.changed} to change, ${counts.unchanged} unchanged, ${counts.blocked} blocked`;
}

/** Who of the new people gets which way in: before the run by what the rows say, after it by the letters that there are. */
export async function newcomerLines({ db, texts }: Services, head: ImportHead): Promise<string[]> {
  const t = texts.translate('en');
  if (!head.startedAt) return head.outlook.map((each) => shown(t, each));
  const letters = await countImportLetters(db, head.id);
  return letters > 0 ? [`${letters} access letters issued; print them on the page of the import`] : [];
}

/** Writes the error file; false where no row is faulty. */
export async function saveErrorFile(
  { db, texts }: Services,
  head: ImportHead,
  path: string,
): Promise<boolean> {
  if (!(await hasFaultyRows(db, head.id))) return false;
  const chunks = await errorFile(db, head, { t: texts.translate('en'), locale: 'en' });
  await pipeline(Readable.from(chunks), createWriteStream(path));
  return true;
}
