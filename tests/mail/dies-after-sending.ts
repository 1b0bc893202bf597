/** Sends one message and never comes to confirm it; the test kills it then. Arguments: database URL, SMTP URL, row id, now. */
import { openDb } from '../../sidecar/platform/db.ts';
import { testJob, transportTo } from './mail-setup.ts';

const [databaseUrl = '', smtpUrl = '', row = '', now = ''] = process.argv.slice(2);
const real = transportTo(smtpUrl);
const job = testJob({
  db: openDb(databaseUrl, 2),
  clock: () => new Date(now),
  transport: {
    ...real,
    async send(mail, limitSeconds) {
      process.stdout.write(`${(await real.send(mail, limitSeconds)).kind}\n`);
      setInterval(() => {}, 60_000);
      return new Promise(() => {});
    },
  },
});
await job.sweep();
await job.handle({ row, attempt: 0 });
