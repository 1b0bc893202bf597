import { join } from 'node:path';
import { answers } from './keycloak.mjs';
import { root } from './paths.mjs';

/**
 * Starts the development mailbox as a process of its own and returns when it answers.
 * @param {import('./processes.mjs').Household} household
 * @param {{ folder?: string, log: string, httpPort: number, smtpPort: number, stage: number }} options
 */
export async function startMailboxProcess(household, { folder, log, httpPort, smtpPort, stage }) {
  const server = await household.start({
    name: 'Mailbox',
    command: process.execPath,
    args: [join(root, 'scripts', 'mailbox', 'main.ts')],
    env: {
      ...process.env,
      SMTP_PORT: String(smtpPort),
      HTTP_PORT: String(httpPort),
      MAILBOX_DIR: folder ?? '',
    },
    cwd: root,
    log,
    stage,
  });
  const url = `http://localhost:${httpPort}`;
  await household.waitFor(server, () => answers(`${url}/api/messages?to=nobody`), 30);
  return { url, smtpUrl: `smtp://127.0.0.1:${smtpPort}` };
}
