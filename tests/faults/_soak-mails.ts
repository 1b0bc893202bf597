import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Kept, SinkProcess } from '../support/kept-mails.ts';
import { until } from '../support/processes.ts';

/** The mails that a sink has taken, by address; read on from where it stopped, because it holds thousands. */
export type Boxes = {
  /** Waits for a mail to this address that holds this, newest first; answers what the pattern caught. */
  find(address: string, pattern: RegExp, seconds: number, since?: number): Promise<string>;
};

export function openBoxes(sink: SinkProcess): Boxes {
  const file = join(sink.folder, 'mails.jsonl');
  const byAddress = new Map<string, Kept[]>();
  let read = 0;
  const readOn = (): void => {
    const size = existsSync(file) ? statSync(file).size : 0;
    if (size === read) return;
    const bytes = Buffer.alloc(size - read);
    const opened = openSync(file, 'r');
    readSync(opened, bytes, 0, bytes.length, read);
    closeSync(opened);
    // The last line may still be under way.
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    read += whole.length;
    for (const line of whole.toString().split('\n').filter(Boolean)) {
      const mail = JSON.parse(line) as Kept;
      byAddress.set(mail.to, [mail, ...(byAddress.get(mail.to) ?? [])]);
    }
  };
  return {
    find: (address, pattern, seconds, since = 0) =>
      until(
        `a mail to ${address}`,
        async () => {
          readOn();
          for (const mail of byAddress.get(address) ?? []) {
            if (mail.at < since) continue;
            const caught = pattern.exec((await sink.read(mail)).text ?? '')?.[1];
            if (caught) return caught;
          }
          return undefined;
        },
        seconds,
        250,
      ),
  };
}
