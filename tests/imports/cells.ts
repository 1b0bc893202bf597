import excel from 'exceljs';

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
