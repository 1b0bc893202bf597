import type { ErrorCode } from '../../../sidecar/platform/errors.ts';
import { toAppError } from '../../../sidecar/platform/errors.ts';
import { readRows, type SheetRow, sampleWorkbook } from '../../../sidecar/imports/workbook.ts';

/** What the reader says: why it refuses, or every row of the first sheet; long answers are told by their number. */
export type Answer = ErrorCode | readonly SheetRow[] | { rows: number };
/** A file of the corpus with the answer that it must get. */
export type Specimen = { name: string; content: () => Buffer | Promise<Buffer>; answer: Answer };

/** Rows from the first on, without gaps. */
export const rows = (...cells: readonly (readonly string[])[]): SheetRow[] =>
  cells.map((each, index) => ({ row: index + 1, cells: [...each] }));

const most = 20;
const trimmed = ({ row, cells }: SheetRow): SheetRow => ({
  row,
  cells: cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1),
});

/** Reads a file as an import does: a sample of all sheets, then all rows of the first one, in all columns of the sample. */
export async function answerOf(content: Buffer): Promise<Answer> {
  try {
    const [first] = await sampleWorkbook(content);
    if (!first) throw new Error('a sample without sheets');
    const width = Math.max(...first.rows.map(({ cells }) => cells.length));
    const columns = Array.from({ length: width }, (_, index) => index);
    const found: SheetRow[] = [];
    let count = 0;
    for await (const batch of readRows(content, { sheet: first.name, columns })) {
      count += batch.length;
      if (found.length <= most) found.push(...batch.map(trimmed));
    }
    return count > most ? { rows: count } : found;
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}
