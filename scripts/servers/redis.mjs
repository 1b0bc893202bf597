import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { maven, verify } from './maven.mjs';
import { cacheFolder, makeFolder } from './paths.mjs';
import { findCommand } from './requirements.mjs';

const artifact = 'org.signal:embedded-redis:0.9.1';
/** The static servers inside that jar, each with its sha256. */
const packaged = {
  'linux-x64': [
    'redis-server-7.0.15-linux-amd64',
    'c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e',
  ],
  'linux-arm64': [
    'redis-server-7.0.15-linux-arm64',
    'd5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50',
  ],
  'darwin-x64': [
    'redis-server-7.0.15-darwin-amd64',
    'e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3',
  ],
  'darwin-arm64': [
    'redis-server-7.0.15-darwin-arm64',
    '07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129',
  ],
};

/** Redis 6.2 is what BullMQ recommends at least. @param {string} command */
function isNewEnough(command) {
  const version = /v=(\d+)\.(\d+)/.exec(spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout ?? '');
  return (
    version !== null && (Number(version[1]) > 6 || (Number(version[1]) === 6 && Number(version[2]) >= 2))
  );
}

/**
 * The machine's own redis-server, else the static one out of a Maven jar (kept in the cache).
 * @param {import('./processes.mjs').Household} household @param {string} log @returns {Promise<string>}
 */
export async function redisProgram(household, log) {
  const own = findCommand('redis-server');
  if (own && isNewEnough(own)) return own;
  const entry = packaged[`${process.platform}-${process.arch}`];
  if (!entry)
    throw new Complaint(
      'There is no packaged Redis for this machine. Install redis-server 6.2 or newer, or give REDIS_URL=redis://…',
    );
  const [name, hash] = entry;
  const program = join(makeFolder(cacheFolder(), 0o700), name);
  if (existsSync(program)) return program;
  if (!findCommand('mvn'))
    throw new Complaint(
      'Neither a redis-server of version 6.2 or newer nor Maven (mvn) to fetch one was found on the PATH. Install one of them, or give REDIS_URL=redis://…',
    );
  const folder = `${program}.part-${process.pid}`;
  const options = [`-Dmdep.unpack.includes=${name}`];
  await maven(household, {
    goal: 'unpack',
    artifact,
    into: folder,
    options,
    log,
    name: 'Fetching Redis by Maven',
  });
  await verify(join(folder, name), hash, `${name} of ${artifact}`);
  chmodSync(join(folder, name), 0o755);
  renameSync(join(folder, name), program);
  rmSync(folder, { recursive: true, force: true });
  return program;
}

/** Whether a Redis answers. @param {number} port @returns {Promise<boolean>} */
function ping(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.once('data', (text) => answer(text.toString().startsWith('+PONG')));
  });
}

/**
 * Starts Redis on 127.0.0.1 and returns when it answers.
 * @param {import('./processes.mjs').Household} household
 * @param {{ folder: string, log: string, port: number, stage: number, disposable?: boolean }} options
 */
export async function startRedis(household, { folder, log, port, stage, disposable = false }) {
  const program = await redisProgram(household, log);
  makeFolder(folder, 0o700);
  const keep = disposable ? ['--save', '', '--appendonly', 'no'] : ['--appendonly', 'yes'];
  const server = await household.start({
    name: 'Redis',
    command: program,
    args: ['--port', String(port), '--bind', '127.0.0.1', '--maxmemory-policy', 'noeviction', ...keep],
    cwd: folder,
    log,
    stage,
  });
  await household.waitFor(server, () => ping(port), 30);
  return { url: `redis://127.0.0.1:${port}`, program };
}
