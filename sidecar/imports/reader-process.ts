import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { AppError } from '../platform/errors.ts';
import type { Answer, Question, SheetRows } from './workbook-reader.ts';

const reader = fileURLToPath(new URL('workbook-reader.ts', import.meta.url));

/** What a hostile file may cost: this much heap, and this long that we wait; long, because a busy machine gives pages the time. */
export const readerLimits = { heapMegabytes: 128, youngMegabytes: 8, seconds: 60 } as const;

const { heapMegabytes, youngMegabytes } = readerLimits;
/** The process may read its own code, and neither write, start a process, nor make code of a text. */
const flags = [
  `--max-old-space-size=${heapMegabytes}`,
  `--max-semi-space-size=${youngMegabytes}`,
  '--disallow-code-generation-from-strings',
  // Node knows it from version 23.5 on
  ...(process.allowedNodeEnvironmentFlags.has('--permission') ? ['--permission', '--allow-fs-read=*'] : []),
];

type Reader = ChildProcessByStdio<Writable, Readable, null>;

function start(content: Buffer, question: Question): Reader {
  const child = spawn(process.execPath, [...flags, reader], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  // a process that could not be started ends its output, and one that dies early closes its input: its end tells the story
  child.on('error', () => child.stdout.destroy());
  child.stdin.on('error', () => undefined);
  // pages go first
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  child.stdin.write(`${JSON.stringify(question)}\n`);
  child.stdin.end(content);
  return child;
}

/** Whole lines of the output; the clock runs only while we wait, so that a slow taker does not use up the limit. */
async function* linesOf(child: Reader, seconds: number, tooLate: () => void): AsyncGenerator<string> {
  const output = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let left = seconds * 1000;
  let pieces: Buffer[] = [];
  for (;;) {
    const since = performance.now();
    const limit = setTimeout(tooLate, left);
    const next = await output.next().finally(() => clearTimeout(limit));
    left -= performance.now() - since;
    if (next.done) return;
    let start = 0;
    for (let end = next.value.indexOf(10); end >= 0; end = next.value.indexOf(10, start)) {
      yield Buffer.concat([...pieces, next.value.subarray(start, end)]).toString('utf8');
      pieces = [];
      start = end + 1;
    }
    pieces.push(next.value.subarray(start));
  }
}

/** Why there was no last word: too long, too much memory (V8 aborts), or ended from outside, which is no fault of the file. */
async function storyOf(child: Reader, late: boolean): Promise<Error> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  const { exitCode, signalCode } = child;
  if (late || signalCode === 'SIGABRT' || signalCode === 'SIGTRAP') return new AppError('too_large');
  if (exitCode !== null)
    return new AppError('workbook_unreadable', { cause: `the reader ended with ${exitCode}` });
  return new Error(`the reader was ended by ${signalCode}`);
}

/**
 * What the reader says about a file, each answer when it is asked for: a slow taker makes the process wait, leaving early
 * ends it. Throws what it refuses, `too_large` where its time or memory did not suffice.
 */
export async function* askReader(
  content: Buffer,
  question: Question,
  seconds: number = readerLimits.seconds,
): AsyncGenerator<SheetRows> {
  const child = start(content, question);
  let late = false;
  const tooLate = (): void => {
    late = true;
    child.kill('SIGKILL');
  };
  try {
    for await (const line of linesOf(child, seconds, tooLate)) {
      const answer = JSON.parse(line) as Answer;
      if ('done' in answer) return;
      if ('refused' in answer) throw new AppError(answer.refused);
      yield answer;
    }
    throw await storyOf(child, late);
  } finally {
    child.kill('SIGKILL');
  }
}
