/** A process of its own that reads a workbook with another reader, as its documentation says: `node _reading-peer.ts <reader> <file>`. */
import { readFileSync } from 'node:fs';
import excel from 'exceljs';
import readExcelFile from 'read-excel-file/node';

const readers: Readonly<Record<string, (file: string) => Promise<number>>> = {
  'read-excel-file': async (file) => (await readExcelFile(file, { trim: false }))[0]?.data.length ?? 0,
  'exceljs stream': async (file) => {
    let rows = 0;
    const options = { worksheets: 'emit', sharedStrings: 'cache', styles: 'cache' } as const;
    for await (const sheet of new excel.stream.xlsx.WorkbookReader(file, options))
      for await (const row of sheet) if (row.hasValues) rows += 1;
    return rows;
  },
};

const [reader = '', file = ''] = process.argv.slice(2);
const rows = await readers[reader]?.(file);
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
process.stdout.write(JSON.stringify({ rows, megabytes: peak }));
