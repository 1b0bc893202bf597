import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { queued, row, start, testJob, transportTo } from './mail-setup.ts';
import { openSink, type Sink } from './sink.ts';

let database: TestDatabase;
let sink: Sink;
beforeAll(async () => {
  database = await testDatabase();
  sink = await openSink();
});
afterAll(async () => {
  await sink.close();
  await database.close();
});

async function killAfterSending(id: string, now: Date): Promise<void> {
  const script = fileURLToPath(new URL('./dies-after-sending.ts', import.meta.url));
  const child = spawn(process.execPath, [script, database.url, sink.url, id, now.toISOString()], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const said = await Promise.race([
    once(child.stdout, 'data').then(String),
    exit.then(() => 'it ended by itself'),
  ]);
  child.kill('SIGKILL');
  await exit;
  expect(said).toBe('sent\n');
}

test('killed three times between sending and confirming: still ends as sent, each copy with the same Message-ID', async () => {
  const id = await queued(database.db);
  const leaseEnds = (times: number): Date => addSeconds(start, times * 121);
  for (const times of [0, 1, 2]) {
    await killAfterSending(id, leaseEnds(times));
    expect(await row(database.db, id)).toMatchObject({ state: 'sending', attempt: times + 1 });
  }
  const transport = transportTo(sink.url);
  const early = testJob({ db: database.db, transport, clock: () => addSeconds(leaseEnds(2), 100) });
  await early.handle({ row: id, attempt: 3 });
  expect(sink.received).toHaveLength(3);
  const job = testJob({ db: database.db, transport, clock: () => leaseEnds(3) });
  expect(await job.sweep()).toEqual([{ row: id, attempt: 3 }]);
  await job.handle({ row: id, attempt: 3 });
  transport.close();
  const stored = await row(database.db, id);
  expect(stored).toMatchObject({ state: 'sent', attempt: 4 });
  expect(sink.received.map((received) => received.mail.messageId)).toEqual(Array(4).fill(stored.header_id));
  expect(new Set(sink.received.map((received) => received.mail.text)).size).toBe(1);
});
