import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import excel from 'exceljs';
import { readRows, sampleWorkbook } from '../../sidecar/imports/workbook.ts';
import { readerMegabytes } from '../imports/corpus/reader-memory.ts';
import { atMost, type Bench, type Measure, median, told } from './_run.ts';

export const name = 'reading';

const titles = 'Anrede Vorname* Nachname* E-Mail Benutzername Personalnummer Sprache Bereich* Rolle'.split(
  ' ',
);
const areas = ['Zentrale', 'Werk Nord', 'Werk Süd', 'Lager', 'Labor'];
const peerFile = fileURLToPath(new URL('_reading-peer.ts', import.meta.url));

type Reading = { rows: number; seconds: number; megabytes: number };
type Reader = (file: string) => Promise<Reading>;

function person(n: number): string[] {
  const name = `vorname${n}.nachname${n}`;
  const own = [
    'Frau',
    `Vorname${n}`,
    `Nachname${n}`,
    `${name}@example.com`,
    name,
    String(n).padStart(8, '0'),
  ];
  return [
    ...own,
    'Deutsch',
    'Zentrale',
    'Mitarbeiter',
    ...areas.map((_, at) => (n % 5 === at ? 'Redakteur' : '')),
  ];
}

/** 14 columns of text as the template has them, the texts shared as Excel shares them, or each in its cell. */
async function written(folder: string, rows: number, shared: boolean): Promise<string> {
  const filename = join(folder, `${rows}-${shared ? 'shared' : 'inline'}.xlsx`);
  const book = new excel.stream.xlsx.WorkbookWriter({ filename, useSharedStrings: shared, useStyles: true });
  const sheet = book.addWorksheet('Personen');
  sheet.columns = [...titles, ...areas].map((header) => ({ header, key: header, style: { numFmt: '@' } }));
  for (let n = 0; n < rows; n += 1) sheet.addRow(person(n)).commit();
  sheet.commit();
  await book.commit();
  return filename;
}

async function timed(read: () => Promise<{ rows: number; megabytes: number }>): Promise<Reading> {
  const start = performance.now();
  const { rows, megabytes } = await read();
  return { rows, megabytes, seconds: (performance.now() - start) / 1000 };
}

/** As an import reads: a sample of the sheets, then every row; `pause` milliseconds pass with each batch. */
const ours =
  (pause = 0): Reader =>
  async (file) => {
    const content = await readFile(file);
    return timed(async () => {
      const { result, megabytes } = await readerMegabytes(async () => {
        const [sheet] = await sampleWorkbook(content);
        const columns = [...titles, ...areas].map((_, index) => index);
        let rows = 0;
        for await (const batch of readRows(content, { sheet: sheet?.name ?? '', columns })) {
          rows += batch.length;
          if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        }
        return rows;
      });
      return { rows: result, megabytes };
    });
  };

const peer =
  (reader: string): Reader =>
  async (file) =>
    timed(async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [peerFile, reader, file]);
      return JSON.parse(stdout) as { rows: number; megabytes: number };
    });

const readers: Readonly<Record<string, Reader>> = {
  Einlass: ours(),
  'read-excel-file': peer('read-excel-file'),
  'exceljs stream': peer('exceljs stream'),
};

/** Three rounds of every reader on one file, the order turned around from round to round. */
async function rounds(
  file: string,
  rows: number,
  log: (line: string) => void,
): Promise<Record<string, Reading>> {
  const readings: Record<string, Reading[]> = {};
  for (let round = 0; round < 3; round += 1) {
    const order = Object.entries(readers);
    for (const [reader, read] of round % 2 ? order.toReversed() : order) {
      const reading = await read(file);
      if (reading.rows !== rows + 1) throw new Error(`${reader} read ${reading.rows} rows of ${rows + 1}`);
      (readings[reader] ??= []).push(reading);
      log(`${rows} rows, ${reader}: ${reading.seconds.toFixed(2)} s, ${reading.megabytes.toFixed(0)} MB`);
    }
  }
  const middle = (all: readonly Reading[], figure: 'seconds' | 'megabytes'): number =>
    median(all.map((each) => each[figure]));
  return Object.fromEntries(
    Object.entries(readings).map(([reader, all]) => [
      reader,
      {
        rows,
        seconds: middle(all, 'seconds'),
        megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
      },
    ]),
  );
}

/** How long uploads take to read, how that grows, and what the process weighs, beside two readers that are much used. */
export const run: Bench = async (scale, _seed, log) => {
  const folder = await mkdtemp(join(tmpdir(), 'einlass-reading-'));
  const many = Math.round(100_000 * scale);
  const few = Math.round(many / 10);
  try {
    const measures: Measure[] = [];
    for (const shared of [true, false]) {
      const kind = shared ? 'shared texts' : 'texts in their cells';
      const small = await rounds(await written(folder, few, shared), few, log);
      const file = await written(folder, many, shared);
      const large = await rounds(file, many, log);
      for (const [reader, { seconds, megabytes }] of Object.entries(large)) {
        measures.push(told(`${reader}: seconds, ${many} rows, ${kind}`, seconds));
        if (reader !== 'Einlass') measures.push(told(`${reader}: megabytes`, megabytes));
      }
      const slope = Math.log10(
        (large['Einlass']?.seconds ?? Number.NaN) / (small['Einlass']?.seconds ?? Number.NaN),
      );
      measures.push(atMost(`Einlass: exponent from ${few} rows, ${kind}`, slope, 1.1));
      measures.push(atMost(`Einlass: megabytes, ${kind}`, large['Einlass']?.megabytes ?? 0, 300));
      const slow = await ours(50)(file);
      measures.push(atMost(`Einlass: megabytes with a slow taker, ${kind}`, slow.megabytes, 300));
    }
    return measures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
