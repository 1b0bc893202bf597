import ExcelJS from 'exceljs';

/** An xlsx as an HR department would write it: a title row, then text cells. */
export async function workbook(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Mitarbeitende');
  sheet.addRow([...titles]);
  for (const row of rows) {
    const added = sheet.addRow([...row]);
    added.eachCell((cell) => {
      cell.numFmt = '@';
    });
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}
