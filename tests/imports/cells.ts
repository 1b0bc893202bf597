import excel from 'exceljs';

type Cell = excel.CellValue;

/** A real workbook from rows of cells. */
export async function workbook(rows: readonly (readonly Cell[])[], sheet = 'Personen'): Promise<Buffer> {
  const book = new excel.Workbook();
  const page = book.addWorksheet(sheet);
  for (const row of rows) page.addRow([...row]);
  return Buffer.from(await book.xlsx.writeBuffer());
}
