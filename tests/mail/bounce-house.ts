import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bounceAddresses } from '../../sidecar/mail/bounce-address.rules.ts';
import { type BounceDeps, takeReport } from '../../sidecar/mail/bounce.service.ts';
import type { NewMessage } from '../../sidecar/mail/message.store.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { claim, ends, queued, row, start } from './mail-setup.ts';

export type Reports = Awaited<ReturnType<typeof openReports>>;

/** One of the samples, addressed to this envelope sender, about this recipient. */
export function sample(name: string, bounceAddress: string, toAddress = 'paula.probe@werk.example'): Buffer {
  const text = readFileSync(new URL(`./reports/${name}.eml`, import.meta.url), 'utf8');
  return Buffer.from(
    text
      .replaceAll('@BOUNCE@', bounceAddress)
      .replaceAll('paula.probe@werk.example', toAddress)
      .replaceAll('\n', '\r\n'),
  );
}

/** Everything that takes reports, over a database of its own. */
export async function openReports() {
  const database: TestDatabase = await testDatabase();
  const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const addresses = bounceAddresses('bounces@app.example', ring);
  const lines: string[] = [];
  const log = openLog('trace', 'test', { write: (line: string) => void lines.push(line) });
  const deps: BounceDeps = { db: database.db, clock: () => start, log, addresses };
  return {
    ...database,
    addresses,
    deps,
    lines,
    log,
    take: (raw: Uint8Array, recipient?: string) => takeReport(deps, raw, recipient),
    /** A message that left; answers its row id and its envelope sender. */
    async sent(changes: Partial<NewMessage> = {}) {
      const id = await queued(database.db, { toAddress: 'paula.probe@werk.example', ...changes });
      const held = await claim(database.db, id, start, 60);
      if (held) await ends(database.db, held, { state: 'sent', response: '250 ok' }, start);
      return { id, bounce: addresses.envelopeFrom(id) };
    },
    row: (id: string) => row(database.db, id),
  };
}
