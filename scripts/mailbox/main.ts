import { startMailbox } from './mailbox.ts';

// SMTP_PORT, HTTP_PORT, to keep messages MAILBOX_DIR, and HOST where not only this machine may reach it, come from whoever starts this.
const { MAILBOX_DIR: dir, HOST: host } = process.env;
const mailbox = await startMailbox({
  smtpPort: Number(process.env['SMTP_PORT']),
  httpPort: Number(process.env['HTTP_PORT']),
  ...(dir ? { dir } : {}),
  ...(host ? { host } : {}),
});
console.log(`Mailbox: ${mailbox.smtpUrl}, inbox ${mailbox.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void mailbox.close().then(() => process.exit(0));
  });
