import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openWebFigures } from '../../sidecar/app-figures.ts';
import { mailFigures } from '../../sidecar/mail/figures.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openMetrics } from '../../sidecar/platform/metrics.ts';
import type { Services } from '../../sidecar/services.ts';
import { openReports, type Reports, sample } from './bounce-house.ts';
import { fakeTransport, queued, start } from './mail-setup.ts';

let reports: Reports;
beforeAll(async () => {
  reports = await openReports();
});
afterAll(() => reports?.close());

const log = openLog('silent', 'test');
const address = { host: '127.0.0.1', port: 0 };

test('states and kinds, the oldest due message, durations, reports and Node’s own, without a word about a person', async () => {
  const metrics = openMetrics();
  const figures = mailFigures(metrics, reports.db);
  const port = await metrics.listen(address, log);
  const { bounce } = await reports.sent();
  await reports.sent();
  await queued(reports.db, { dueAt: start });
  await queued(reports.db, { dueAt: addSeconds(start, 900) });
  figures.reported(await reports.take(sample('gmx', bounce), bounce));
  const out = figures.timed(fakeTransport(async () => ({ kind: 'temporary', response: '451' })));
  await out.send({} as never, 1);
  const answer = await fetch(`http://127.0.0.1:${port.port}/metrics`);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toContain('text/plain');
  for (const line of [
    'einlass_mail_messages{state="queued",kind="invitation"} 2',
    'einlass_mail_messages{state="sent",kind="invitation"} 1',
    'einlass_mail_messages{state="bounced",kind="invitation"} 1',
    'einlass_mail_send_seconds_count{outcome="temporary"} 1',
    'einlass_mail_reports_total{result="bounced"} 1',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toMatch(/@|example/);
  await reports.db.deleteFrom('message').execute();
  const later = await (await fetch(`http://127.0.0.1:${port.port}/metrics`)).text();
  expect(later).not.toContain('einlass_mail_messages{');
  expect((await fetch(`http://127.0.0.1:${port.port}/`)).status).toBe(404);
  await port.close();
});

test('a database that is away or hangs makes it 503 and not wait', async () => {
  const away = openDb('postgres://nobody@127.0.0.1:1/none', 1);
  const broken = openMetrics();
  mailFigures(broken, away);
  const hanging = openMetrics(0.2);
  hanging.gauge('hangs', 'For ever', [], () => new Promise(() => {}));
  const ports = await Promise.all([broken.listen(address, log), hanging.listen(address, log)]);
  for (const { port } of ports) {
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`http://127.0.0.1:${port}/metrics`)));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  }
  await Promise.all(ports.map((port) => port.close()));
  await away.destroy();
});

test('what the figures themselves ask the database is not counted among who waits for it', async () => {
  const db = openDb(reports.url, 1);
  const metrics = openMetrics();
  mailFigures(metrics, db);
  const services = { config: {}, db, metrics, redis: { ping: async () => 'PONG' }, log };
  await openWebFigures(services as unknown as Services);
  const { port, close } = await metrics.listen(address, log);
  // the second time the connection is there, and both figures want it at once
  await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('einlass_mail_messages');
  expect(text).toContain('einlass_database_connections{state="waiting"} 0');
  await close();
  await db.destroy();
});

test('a port that somebody else has is named with its setting', async () => {
  const taken = await openMetrics().listen(address, log);
  const config = { METRICS_LISTEN_WEB: { host: '127.0.0.1', port: taken.port } };
  const services = { config, db: reports.db, metrics: openMetrics(), log } as unknown as Services;
  await expect(openWebFigures(services)).rejects.toThrow(
    /METRICS_LISTEN_WEB: cannot be listened on \(.*EADDRINUSE/,
  );
  await taken.close();
});
