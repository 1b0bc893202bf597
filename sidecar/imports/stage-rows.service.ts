import { AppError } from '../platform/errors.ts';
import { cellProblems } from './cell-problem.rules.ts';
import { columnIndex } from './cell.rules.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { Staging } from './stage.service.ts';
import { insertPlaces, insertRows, type StagedRow } from './staged-row.store.ts';
import type { CheckedRow, ImportCells, ImportRow } from './target.ts';
import type { readRows, SheetRow } from './workbook.ts';

/** A row as the machinery sees it: the cells of mapped columns by their key, empty ones left out. */
function cellsOf(columns: readonly FoundColumn[], { cells }: SheetRow): ImportRow['cells'] {
  return Object.fromEntries(columns.flatMap(({ key }, at) => (cells[at] ? [[key, cells[at]] as const] : [])));
}

type Checked = ImportRow & { checked: CheckedRow<unknown> };

/** A row by the target's rules; a cell that nothing can be stored from is told as such, and only so. */
function checked(read: (cells: ImportCells) => CheckedRow<unknown>, cells: ImportCells): CheckedRow<unknown> {
  const row = read(cells);
  const faults = cellProblems(cells);
  if (faults.length === 0) return row;
  const columns = new Set(faults.map(({ column }) => column));
  const others = row.problems.filter(({ column }) => !columns.has(column));
  return { problems: [...faults, ...others], marks: row.marks };
}

/** What each row would do now, as far as a batch can know; blocked rows were not looked up. */
async function lookUp({ db, target, scope }: Staging, rows: readonly Checked[]) {
  const records = rows.flatMap(({ number, sheetRow, checked: { record } }) =>
    record === undefined ? [] : [{ number, sheetRow, record }],
  );
  const found = records.length > 0 ? await target.diff(db, scope, records) : [];
  const diffed = new Map(found.map((row) => [row.number, row]));
  return rows.map(({ checked, ...row }) => {
    const diff = diffed.get(row.number);
    const marks = [...checked.marks, ...(diff?.marks ?? [])];
    if (!diff)
      return {
        marks,
        row: {
          ...row,
          verdict: 'blocked',
          problems: checked.problems,
          warnings: [],
          changes: [],
        } as StagedRow,
      };
    const { record, verdict, subjectId, problems, warnings, changes } = diff;
    const staged = {
      ...row,
      record,
      verdict,
      problems,
      warnings,
      changes,
      ...(subjectId ? { subjectId } : {}),
    };
    return { marks, row: staged as StagedRow };
  });
}

/** Reads the file and keeps its rows, each batch in a transaction of its own. Throws `workbook_empty` where none has text. */
export async function checkRows(staging: Staging, read: typeof readRows, file: Buffer): Promise<void> {
  const { target, scope, choice, marks, groups, tally, importId } = staging;
  const { columns, sheet, titleRow } = choice;
  const check = target.reader(scope);
  let number = 0;
  const indexes = columns.map(({ letter }) => columnIndex(letter));
  for await (const batch of read(file, { sheet, columns: indexes })) {
    const rows = batch
      .filter(({ row, cells }) => row > titleRow && cells.some((cell) => cell !== ''))
      .map((row): Checked => {
        const cells = cellsOf(columns, row);
        number += 1;
        return { number, sheetRow: row.row, cells, checked: checked(check, cells) };
      });
    if (rows.length === 0) continue;
    for (const row of rows) tally.add({ number: row.number, sheetRow: row.sheetRow }, row.checked.tally);
    const staged = await lookUp(staging, rows);
    for (const { row, marks: own } of staged) marks.add(row, own);
    const places = staged.flatMap(({ row }) => groups.add(row, row.problems, row.warnings));
    await staging.write(rows.length, async (trx) => {
      await insertRows(
        trx,
        importId,
        sheet,
        staged.map(({ row }) => row),
      );
      await insertPlaces(trx, importId, places);
    });
  }
  if (number === 0) throw new AppError('workbook_empty');
}
