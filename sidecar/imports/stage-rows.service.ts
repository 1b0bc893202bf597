import { AppError } from '../platform/errors.ts';
import { cellProblems } from './cell-problem.rules.ts';
import { columnIndex } from './cell.rules.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { Staging } from './stage.service.ts';
import { insertPlaces, insertRows, type StagedRow } from './staged-row.store.ts';
import { split } from './secret-cell.rules.ts';
import type { CheckedRow, ImportCells, ImportRow, RowMark, SealedRow } from './target.ts';
import type { readRows, SheetRow } from './workbook.ts';

/** A row as the machinery sees it: the cells of mapped columns by their key, empty ones left out. */
function cellsOf(columns: readonly FoundColumn[], { cells }: SheetRow): ImportRow['cells'] {
  return Object.fromEntries(columns.flatMap(({ key }, at) => (cells[at] ? [[key, cells[at]] as const] : [])));
}

type Checked = ImportRow & { secrets: ImportCells; checked: CheckedRow<unknown> };

/** A row by the target's rules; a cell that nothing can be stored from is told as such, and only so. */
function checked(
  read: (cells: ImportCells) => CheckedRow<unknown>,
  cells: ImportCells,
  secrets: ImportCells,
): CheckedRow<unknown> {
  const row = read(cells);
  // what was found in a secret column is not said
  const ofSecrets = cellProblems(secrets).map((fault) => ({ ...fault, found: '' }));
  const faults = [...cellProblems(cells), ...ofSecrets];
  if (faults.length === 0) return row;
  const columns = new Set(faults.map(({ column }) => column));
  const others = row.problems.filter(({ column }) => !columns.has(column));
  return { problems: [...faults, ...others], marks: row.marks };
}

type LookedUp = { row: StagedRow; marks: readonly RowMark[]; secrets: ImportCells };
type Sealer = Awaited<ReturnType<NonNullable<Staging['target']['sealer']>>>;

/** What each row would do now, as far as a batch can know; blocked rows were not looked up. */
async function lookUp({ db, target, scope }: Staging, rows: readonly Checked[]): Promise<LookedUp[]> {
  const records = rows.flatMap(({ number, sheetRow, checked: { record } }) =>
    record === undefined ? [] : [{ number, sheetRow, record }],
  );
  const found = records.length > 0 ? await target.diff(db, scope, records) : [];
  const diffed = new Map(found.map((row) => [row.number, row]));
  return rows.map(({ checked, secrets, ...row }) => {
    const diff = diffed.get(row.number);
    const marks = [...checked.marks, ...(diff?.marks ?? [])];
    if (!diff)
      return {
        marks,
        secrets,
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
    return { marks, secrets, row: staged as StagedRow };
  });
}

/** Hands over what stands in secret columns; a cell that was told as faulty has nothing to hand over. */
async function seal(sealer: Sealer | undefined, rows: readonly LookedUp[]): Promise<LookedUp[]> {
  const open = rows.flatMap(({ secrets, row: { number, cells, record, verdict, problems } }) => {
    const faulty = new Set(problems.map(({ column }) => column));
    const own = Object.entries(secrets).filter(([key]) => !faulty.has(key));
    return own.length > 0 ? [{ number, cells, record, verdict, secrets: Object.fromEntries(own) }] : [];
  });
  if (!sealer || open.length === 0) return [...rows];
  const sealed = new Map((await sealer.seal(open)).map((row) => [row.number, row]));
  return rows.map((each): LookedUp => {
    const found = sealed.get(each.row.number);
    return found ? { ...each, row: sealedRow(each.row, found) } : each;
  });
}

function sealedRow(row: StagedRow, { record, problems, warnings }: SealedRow<unknown>): StagedRow {
  const whole = { ...row, problems: [...row.problems, ...problems] };
  if (problems.length === 0)
    return { ...whole, ...(record ? { record } : {}), warnings: [...row.warnings, ...warnings] };
  const { subjectId: _, ...blocked } = whole;
  return { ...blocked, verdict: 'blocked', warnings: [], changes: [] };
}

/** Sealing takes its time, so that few rows at a time keep the progress moving. */
const sealedRows = 100;

function* pieces<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

/** Reads the file and keeps its rows, each batch in a transaction of its own; answers whether any had something secret. Throws `workbook_empty` where none has text. */
export async function checkRows(
  staging: Staging,
  read: typeof readRows,
  file: Buffer,
): Promise<{ typed: boolean }> {
  const { db, target, scope, choice, marks, groups, tally, importId } = staging;
  const { columns, sheet, titleRow } = choice;
  const check = await target.reader(scope, db);
  let number = 0;
  let typed = false;
  const secret = new Set(columns.filter(({ key }) => staging.secret.has(key)).map(({ key }) => key));
  const sealer = secret.size > 0 ? await target.sealer?.(db, scope) : undefined;
  const at = (keys: readonly FoundColumn[]) => keys.map(({ letter }) => columnIndex(letter));
  const exact = at(columns.filter(({ key }) => secret.has(key)));
  for await (const batch of read(file, { sheet, columns: at(columns), exact })) {
    const rows = batch
      .filter(({ row, cells }) => row > titleRow && cells.some((cell) => cell !== ''))
      .map((row): Checked => {
        const { cells, secrets } = split(cellsOf(columns, row), secret);
        typed ||= Object.keys(secrets).length > 0;
        number += 1;
        return { number, sheetRow: row.row, cells, secrets, checked: checked(check, cells, secrets) };
      });
    if (rows.length === 0) continue;
    for (const row of rows) tally.add({ number: row.number, sheetRow: row.sheetRow }, row.checked.tally);
    for (const piece of pieces(await lookUp(staging, rows), sealer ? sealedRows : rows.length)) {
      const staged = await seal(sealer, piece);
      for (const { row, marks: own } of staged) marks.add(row, own);
      const places = staged.flatMap(({ row }) => groups.add(row, row.problems, row.warnings));
      await staging.write(piece.length, async (trx) => {
        await insertRows(
          trx,
          importId,
          sheet,
          staged.map(({ row }) => row),
        );
        await insertPlaces(trx, importId, places);
      });
    }
  }
  if (number === 0) throw new AppError('workbook_empty');
  return { typed };
}
