import { readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { askReader, readerLimits } from '../../sidecar/imports/reader-process.ts';
import { readRows, sampleWorkbook } from '../../sidecar/imports/workbook.ts';
import { workbook } from './cells.ts';
import { rawBook, sheet } from './corpus/raw.ts';
import { until } from '../support/processes.ts';
import { readerProcesses } from './corpus/reader-memory.ts';

const long = (rows: number): Buffer =>
  rawBook({
    sheet: sheet(
      Array.from(
        { length: rows },
        (_, n) => `<row><c><v>${n}</v></c><c/><c t="inlineStr"><is><t>Name ${n}</t></is></c></row>`,
      ).join(''),
    ),
  });

test('a sample has the first twenty rows with text of every visible sheet', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => (n % 2 ? [null] : [`a${n}`, n]));
  const [first, ...others] = await sampleWorkbook(await workbook(rows, 'Blatt\u00a01'));
  expect(others).toEqual([]);
  expect(first?.name).toBe('Blatt 1');
  expect(first?.rows).toHaveLength(15);
  expect(first?.rows[1]).toEqual({ row: 3, cells: ['a2', '2'] });
  const [csv] = await sampleWorkbook(Buffer.from('a;b\n'.repeat(50)));
  expect(csv).toEqual({ name: 'CSV', rows: expect.any(Array) });
  expect(csv?.rows).toHaveLength(20);
});

test('rows come in batches of at most a thousand, with the chosen columns in their order', async () => {
  const sizes: number[] = [];
  let last: unknown;
  for await (const batch of readRows(long(2500), { sheet: 'Personen', columns: [2, 0, 9] })) {
    sizes.push(batch.length);
    last = batch.at(-1);
  }
  expect(sizes).toEqual([1000, 1000, 500]);
  expect(last).toEqual({ row: 2500, cells: ['Name 2499', '2499', ''] });
});

test('rows without text in the chosen columns are left out, and none at all is an empty workbook', async () => {
  const content = await workbook([['a', 'b'], [null, 'c'], ['d']]);
  const rows = [];
  for await (const batch of readRows(content, { sheet: 'Personen', columns: [0] })) rows.push(...batch);
  expect(rows.map(({ row }) => row)).toEqual([1, 3]);
  const none = readRows(content, { sheet: 'Personen', columns: [7] });
  await expect(none.next()).rejects.toMatchObject({ code: 'workbook_empty' });
});

test('whoever leaves early ends the process', async () => {
  const before = readerProcesses();
  let pids: number[] = [];
  for await (const _ of readRows(long(100_000), { sheet: 'Personen', columns: [0] })) {
    pids = readerProcesses().filter((pid) => !before.includes(pid));
    break;
  }
  expect(pids).toHaveLength(1);
  await until('the process is gone', async () => readerProcesses().every((pid) => !pids.includes(pid)));
});

test('a file that takes too long is refused, but the time of a slow taker does not count', async () => {
  const question = { kind: 'xlsx', choice: { sheet: 'Personen', columns: [0, 2] } } as const;
  await expect(askReader(long(10), question, 0.001).next()).rejects.toMatchObject({ code: 'too_large' });
  const file = long(20_000);
  let rows = 0;
  // Only the taker's time passes, however long the process takes.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  try {
    for await (const batch of askReader(file, question, 10)) {
      if (rows === 0) jest.advanceTimersByTime(10_100);
      rows += batch.rows.length;
    }
  } finally {
    jest.useRealTimers();
  }
  expect(rows).toBe(20_000);
});

test('the process has limits of memory, no environment, no rights, and goes after the pages', async () => {
  const { heapMegabytes, youngMegabytes } = readerLimits;
  const before = readerProcesses();
  for await (const _ of readRows(long(50_000), { sheet: 'Personen', columns: [0] })) {
    const [pid] = readerProcesses().filter((each) => !before.includes(each));
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(line).toContain(`--max-old-space-size=${heapMegabytes}`);
    expect(line).toContain(`--max-semi-space-size=${youngMegabytes}`);
    expect(line).toContain('--permission');
    expect(line.filter((flag) => flag.startsWith('--allow'))).toEqual(['--allow-fs-read=*']);
    expect(heapMegabytes + 3 * youngMegabytes).toBeLessThan(200);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('');
    expect(Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[18])).toBe(10);
    break;
  }
});
