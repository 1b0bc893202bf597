import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Complaint } from '../servers/complaint.mjs';
import { endMarked, markedProcesses } from '../servers/marked.mjs';
import { root } from '../servers/paths.mjs';
import { choosePorts, portTable } from '../servers/ports.mjs';
import { removePostgresFolder } from '../servers/postgres-place.mjs';
import { findCommand, systemPath } from '../servers/requirements.mjs';

const markVariable = 'EINLASS_SETUP_RUN';
const names = ['keycloak', 'management', 'sidecar', 'app', 'inbox', 'smtp'];

/** The person's environment as in a terminal: without npm's additions, without servers of their own. */
function plainEnvironment() {
  const other = /^(npm_|NODE_|INIT_CWD|DATABASE_|REDIS_|SMTP_|KEYCLOAK_(?!HOME)|MAILBOX_|EINLASS_)/i;
  const kept = Object.entries(process.env).filter(
    ([name]) => !other.test(name) || name === 'NODE_EXTRA_CA_CERTS',
  );
  return { ...Object.fromEntries(kept), PATH: systemPath() };
}

/**
 * A fresh clone of what is committed, in a folder with a space in its name, with ports of its own.
 * @param {NodeJS.ProcessEnv} [settings] what the person would set besides, such as servers of their own
 */
export async function openTrial(settings = {}) {
  const top = mkdtempSync(join(tmpdir(), 'einlass setup '));
  chmodSync(top, 0o755);
  const checkout = join(top, 'my einlass');
  const mark = basename(top);
  const ports = await choosePorts(
    names,
    Object.fromEntries(names.map((name) => [portTable[name].variable, '0'])),
  );
  const env = {
    ...plainEnvironment(),
    ...Object.fromEntries(names.map((name) => [portTable[name].variable, String(ports[name])])),
    ...settings,
    [markVariable]: mark,
  };
  const clone = spawnSync('git', ['clone', '--quiet', root, checkout], { encoding: 'utf8' });
  if (clone.status !== 0) throw new Complaint(`git clone failed: ${clone.stderr ?? clone.error?.message}`);

  /** @type {{ uid?: number, gid?: number, env?: NodeJS.ProcessEnv }} */
  let as = {};
  const begin = (args, extra = {}) =>
    spawn('npm', args, {
      cwd: checkout,
      uid: as.uid,
      gid: as.gid,
      env: { ...env, ...as.env, ...extra },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    top,
    checkout,
    ports,
    /** From now on run everything as another user. @param {{ uid: number, gid: number, env: NodeJS.ProcessEnv }} user */
    become: (user) => {
      as = user;
    },
    begin,
    /** Runs npm to its end; `output` is all it wrote, `stdout` without the complaints. @returns {Promise<{ code: number | null, output: string, stdout: string }>} */
    npm: async (args, extra) => {
      const child = begin(['--silent', ...args], extra);
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await exited, output: out + err, stdout: out };
    },
    /** What run.json tells. */
    run: () => {
      const file = join(checkout, '.einlass', 'run.json');
      if (!existsSync(file)) throw new Complaint('Nothing runs: .einlass/run.json is not there.');
      return JSON.parse(readFileSync(file, 'utf8'));
    },
    /** What still runs of all that was started here. */
    left: () => markedProcesses(mark, markVariable),
    /** A PATH that holds Node.js, npm, Java and a shell, but no Maven. */
    pathWithoutMaven: () => {
      const folder = join(top, 'bin');
      mkdirSync(folder, { recursive: true });
      for (const name of ['node', 'npm', 'java', 'sh', 'env', 'git'])
        symlinkSync(findCommand(name, systemPath()) ?? `/missing/${name}`, join(folder, name));
      return folder;
    },
    close: async () => {
      await endMarked(mark, markVariable);
      removePostgresFolder(join(checkout, '.einlass', 'postgres'));
      rmSync(top, { recursive: true, force: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof openTrial>>} Trial */
