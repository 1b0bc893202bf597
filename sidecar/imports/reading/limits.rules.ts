import { AppError } from '../../platform/errors.ts';

/** What a file of the largest network needs with room to spare; beyond it the remedy is to divide the file. */
export const limits = {
  rows: 200_000,
  columns: 16_384,
  /** With those that have no text. */
  sheetRows: 1_048_576,
  /** Of all parts of a workbook together, as they inflate. */
  inflatedBytes: 300e6,
  /** Parts of a workbook: sheets, pictures, comments. */
  entries: 2000,
  /** Of all parts that are read: 200,000 rows of 17 columns with cells, values and a text of their own each. */
  elements: 14_000_000,
  /** Different texts of a workbook, and the bytes that they take. */
  strings: 4_000_000,
  stringBytes: 80e6,
  /** What Excel allows in one cell. */
  cellCharacters: 32_767,
  /** A row and a whole answer: few texts, named over and over, would grow without end. */
  rowCharacters: 1_000_000,
  characters: 100e6,
  sampleCharacters: 5e6,
} as const;

export type SheetRow = { row: number; cells: string[] };

/** Lets rows through that have any text, and refuses a file that grows beyond the limits (`too_large`). */
export function rowBudget(most: number = limits.characters): (row: SheetRow) => boolean {
  let rows = 0;
  let characters = 0;
  return ({ cells }) => {
    const length = cells.reduce((sum, cell) => sum + cell.length, 0);
    if (length === 0) return false;
    rows += 1;
    characters += length;
    if (rows > limits.rows || length > limits.rowCharacters || characters > most)
      throw new AppError('too_large');
    return true;
  };
}
