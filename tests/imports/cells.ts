import excel from 'exceljs';
import { readRows, sampleWorkbook, type SheetRow } from '../../sidecar/imports/workbook.ts';

type Cell = excel.CellValue;

type Rows = readonly (readonly Cell[])[];

/** A real workbook from the rows of one sheet, or of several by their name. */
export async function workbook(
  rows: Rows | Readonly<Record<string, Rows>>,
  sheet = 'Personen',
): Promise<Buffer> {
  const book = new excel.Workbook();
  const sheets = Array.isArray(rows) ? { [sheet]: rows as Rows } : (rows as Readonly<Record<string, Rows>>);
  for (const [name, content] of Object.entries(sheets)) {
    const page = book.addWorksheet(name);
    for (const row of content) page.addRow([...row]);
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** The first sheet of a file as our own reader reads it, each row up to its last text. */
export async function firstSheet(content: Buffer): Promise<{ name: string; rows: SheetRow[] }> {
  const [sample] = await sampleWorkbook(content);
  if (!sample) throw new Error('no sheet');
  const columns = Array.from({ length: 60 }, (_, index) => index);
  const rows: SheetRow[] = [];
  for await (const batch of readRows(content, { sheet: sample.name, columns })) rows.push(...batch);
  const cut = ({ row, cells }: SheetRow) => ({
    row,
    cells: cells.slice(0, cells.findLastIndex(Boolean) + 1),
  });
  return { name: sample.name, rows: rows.map(cut) };
}
