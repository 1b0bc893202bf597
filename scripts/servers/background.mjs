import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLog } from './logs.mjs';
import { logOf, makeFolder, root, stateFolder, statePaths } from './paths.mjs';
import { hear, say } from './say.mjs';
import { supervise } from './supervisor.mjs';

/** Runs the supervisor on its own and returns when it says that all is ready (0) or has ended (its code). @returns {Promise<number>} */
export function startInBackground() {
  makeFolder(stateFolder, 0o711);
  makeFolder(statePaths.logs, 0o700);
  const log = openLog(logOf('start'));
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), '--as-background'], {
    cwd: root,
    env: { ...process.env, EINLASS_HANDED_OVER: String(process.pid) },
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  log.close();
  // a Ctrl-C while it starts is meant for it
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.on('message', (/** @type {{ line?: string, ready?: true }} */ message) => {
      if (message.line !== undefined) say(message.line);
      if (message.ready) resolve(0);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The supervisor's side: what it says goes to the log, and to whoever waits until it is ready. */
export function superviseForParent() {
  const tell = (message) => {
    if (process.connected) process.send?.(message, () => {});
  };
  hear((line) => {
    process.stdout.write(`${line}\n`);
    tell({ line });
  });
  return supervise({ onReady: () => tell({ ready: true }) });
}
