import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import PostalMime, { type Email } from 'postal-mime';
import { freePort } from './free-port.ts';
import { type Running, start, until } from './processes.ts';

/** A mail as the sink took it; `at` in milliseconds. */
export type Kept = { at: number; id: string; from: string; to: string; offset: number; length: number };
export type SinkProcess = {
  url: string;
  folder: string;
  running(): Running;
  /** Starts it again on the same port, after it was stopped or killed. */
  restart(): Promise<void>;
  /** Everything it took so far. */
  kept(): Kept[];
  read(mail: Kept): Promise<Email>;
  close(): Promise<void>;
};

const script = fileURLToPath(new URL('./sink-process.ts', import.meta.url));

/** A mail server of one's own, as a process that may be killed; see sink-process.ts for what it does to which address. */
export async function sinkProcess(): Promise<SinkProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'einlass-sink-'));
  const port = await freePort();
  const begin = async (): Promise<Running> => {
    const running = start(process.execPath, [script, String(port), folder]);
    await until('the sink listens', async () => running.output().includes('listening'));
    return running;
  };
  let running = await begin();
  return {
    url: `smtp://127.0.0.1:${port}`,
    folder,
    running: () => running,
    async restart() {
      running = await begin();
    },
    kept() {
      const path = join(folder, 'mails.jsonl');
      const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
      // the last line is empty, or was being written when the process was killed
      return lines.slice(0, -1).map((line) => JSON.parse(line) as Kept);
    },
    read({ offset, length }) {
      const raw = Buffer.alloc(length);
      const file = openSync(join(folder, 'mails.raw'), 'r');
      readSync(file, raw, 0, length, offset);
      closeSync(file);
      return PostalMime.parse(raw);
    },
    async close() {
      await running.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
