import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { writeLetters } from '../../sidecar/credentials/letter-pdf.ts';
import type { LetterContent } from '../../sidecar/credentials/letter-content.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { look } from '../credentials/letters.ts';

declare const gc: () => void;
/** What is really kept, garbage apart, when the last letter is asked for. */
let inUse = 0;
const count = Number(process.argv[2]);
const alphabet = 'abcdefghkmnpqrstuvwxyz23456789';

async function* letters(): AsyncIterable<LetterContent> {
  for (let n = 0; n < count; n += 1) {
    const letter = (place: number): string => alphabet[(n * 31 + place * place * 7) % alphabet.length] ?? 'x';
    const groups = [0, 1, 2, 3, 4].map((group) => [0, 1, 2, 3].map((at) => letter(group * 4 + at)).join(''));
    if (n === count - 1) {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      inUse = (heapUsed + external) / 1e6;
    }
    yield {
      locale: n % 4 === 0 ? 'en' : 'de',
      salutation: n % 2 ? 'Frau' : 'Herr',
      firstName: `Şükrü${n}`,
      lastName: `İbrahimoğlu-Żółć${n}`,
      areaName: `Werk ${n % 40}`,
      employeeNumber: String(n).padStart(8, '0'),
      username: `suekrue.ibrahimoglu${n}`,
      password: groups.join('-'),
      expiresAt: new Date(Date.UTC(2026, 11, 1 + (n % 30))),
    };
  }
}

let bytes = 0;
const out = new Writable({
  write(chunk: Buffer, _encoding, done) {
    bytes += chunk.length;
    done();
  },
});
const start = performance.now();
const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));
const { pages } = await writeLetters(letters(), look, texts, out);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage();
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
process.stdout.write(
  JSON.stringify({ pages, seconds, coreSeconds: (user + system) / 1e6, megabytes: bytes / 1e6, peak, inUse }),
);
