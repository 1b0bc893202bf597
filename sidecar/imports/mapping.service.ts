import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { foundColumns, mappingOf, type ReadSheet, readSheets } from './columns.rules.ts';
import { chosenTitles, newChoices, sentMapping } from './mapping.rules.ts';
import { isMappedSo, markMapped, mappingWork, rememberChoices, rememberedChoices } from './mapping.store.ts';
import type { ImportColumn, ImportTarget } from './target.ts';

/** What a person sees and decides about the columns of one file. */
export type OpenMapping = {
  columns: readonly ImportColumn[];
  sheets: ReadSheet[];
  /** Which of the sheets is shown first. */
  likely: number;
  work: NonNullable<Awaited<ReturnType<typeof mappingWork>>>;
};

/** The columns that wait for a person; undefined where none do (any more). */
export async function openMapping(
  db: Db,
  target: ImportTarget,
  scope: AdminScope,
  importId: string,
): Promise<OpenMapping | undefined> {
  const work = await mappingWork(db, importId);
  if (!work) return undefined;
  const columns = await target.columns(db, scope);
  const choices = await rememberedChoices(db, scope.actor.memberId, target.name);
  const { sheets, likely } = readSheets(work.samples, columns, choices);
  const named = sheets.findIndex(({ sheet }) => sheet === work.sheet);
  return { columns, sheets, likely: named < 0 ? likely : named, work };
}

/**
 * Keeps what was chosen for the columns and lets the file be read by it. Pressing twice does it once; undefined then.
 * Throws `invalid_input` with the fields, `conflict` where something else was chosen meanwhile.
 */
export async function confirmMapping(
  db: Db,
  target: ImportTarget,
  scope: AdminScope,
  importId: string,
  form: { sheet: string; values: Readonly<Record<string, unknown>> },
): Promise<Nudge | undefined> {
  const open = await openMapping(db, target, scope, importId);
  const sheet = open?.sheets.find((each) => each.sheet === form.sheet);
  if (!open || !sheet) {
    if (!open && (await isMappedSo(db, importId, form.sheet, sentMapping(form.values)))) return undefined;
    throw new AppError('conflict');
  }
  const { titles, complaints } = chosenTitles(sheet, open.columns, form.values);
  if (complaints.length > 0) throw new AppError('invalid_input', { fields: complaints });
  const choice = {
    sheet: sheet.sheet,
    titleRow: sheet.titleRow,
    columns: foundColumns(titles),
    mapping: mappingOf(titles),
  };
  return db.transaction().execute(async (trx) => {
    const nudge = await markMapped(trx, importId, choice);
    if (nudge) await rememberChoices(trx, scope.actor.memberId, target.name, newChoices(sheet, titles));
    else if (!(await isMappedSo(trx, importId, choice.sheet, choice.mapping))) throw new AppError('conflict');
    return nudge;
  });
}
