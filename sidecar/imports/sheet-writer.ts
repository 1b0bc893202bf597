import { once } from 'node:events';
import type { Writable } from 'node:stream';
import excel from 'exceljs';
import { cellOf } from './cell.rules.ts';
import type { RowWriter } from './error-file.service.ts';

const narrow = 22;
const wide = 70;

/** Writes a workbook of one sheet of texts row by row; the first row is the titles, the last column has room for sentences. */
export function sheetWriter(out: Writable, name: string, ownColumns: number): RowWriter {
  const book = new excel.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true });
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = Array.from({ length: ownColumns + 2 }, (_, index) => ({
    width: index === ownColumns + 1 ? wide : narrow,
    style: { numFmt: '@' },
  }));
  let started = false;
  return {
    async write(cells) {
      const row = sheet.addRow(cells.map(cellOf));
      if (!started) {
        row.font = { bold: true };
        row.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE0E8F0' } };
      }
      started = true;
      row.commit();
      if (out.writableNeedDrain) await once(out, 'drain');
    },
    async end() {
      sheet.commit();
      await book.commit();
    },
  };
}
