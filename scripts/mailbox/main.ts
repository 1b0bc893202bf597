import { startMailbox } from './mailbox.ts';

// SMTP_PORT, HTTP_PORT and, to keep messages, MAILBOX_DIR come from whoever starts this.
const dir = process.env['MAILBOX_DIR'];
const mailbox = await startMailbox({
  smtpPort: Number(process.env['SMTP_PORT']),
  httpPort: Number(process.env['HTTP_PORT']),
  ...(dir ? { dir } : {}),
});
console.log(`Mailbox: ${mailbox.smtpUrl}, inbox ${mailbox.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void mailbox.close().then(() => process.exit(0));
  });
