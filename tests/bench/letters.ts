import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import { atMost, type Bench, type Measure, told } from './_run.ts';

export const name = 'letters';

const maker = fileURLToPath(new URL('_letters.ts', import.meta.url));
type Made = {
  pages: number;
  seconds: number;
  coreSeconds: number;
  megabytes: number;
  peak: number;
  inUse: number;
};

/** One file in a process of its own, with the limits of the web process. */
async function made(count: number, log: (line: string) => void): Promise<Made> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...nodeFlags,
    '--expose-gc',
    maker,
    String(count),
  ]);
  const file = JSON.parse(stdout) as Made;
  if (file.pages !== count) throw new Error(`${file.pages} pages of ${count} letters`);
  const { seconds, coreSeconds, megabytes, peak, inUse } = file;
  log(
    `${count} letters: ${seconds.toFixed(1)} s, ${((coreSeconds * 1000) / count).toFixed(1)} core-ms each, ${megabytes.toFixed(1)} MB, process ${peak.toFixed(0)} MB, ${inUse.toFixed(0)} of it in use`,
  );
  return file;
}

/** Access letters as one PDF: how long, how large, and what the process weighs at ten times as many. */
export const run: Bench = async (scale, _seed, log) => {
  const few = Math.max(10, Math.round(1000 * scale));
  const one = await made(1, log);
  const some = await made(few, log);
  const many = await made(few * 10, log);
  const measures: Measure[] = [
    told(`seconds, ${few} letters`, some.seconds),
    told('megabytes of the file', some.megabytes),
    told(`seconds, ${few * 10} letters`, many.seconds),
    told('megabytes of the process: one letter', one.peak),
    told(`megabytes of the process: ${few} letters`, some.peak),
    atMost(`megabytes of the process: ${few * 10} letters`, many.peak, 350),
  ];
  measures.push(atMost('megabytes in use, more than at a tenth', many.inUse - some.inUse, 20));
  return [...measures, atMost('exponent of the time', Math.log10(many.coreSeconds / some.coreSeconds), 1.1)];
};
