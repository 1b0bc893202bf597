import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type Running = {
  readonly pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** SIGTERM (or another signal) and wait for the end; answers the exit code, null after a signal. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  exited: Promise<number | null>;
};

/** Where and as whom a process runs, if not here and as ourselves. */
type Place = Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'>;

type Begin = (command: string, args: readonly string[], env?: NodeJS.ProcessEnv, as?: Place) => Running;

/** `told` resolves once all that it wrote has been read, which may be after its end. */
function begin(...[command, args, env = {}, as = {}]: Parameters<Begin>): {
  running: Running;
  told: Promise<void>;
} {
  const child: ChildProcess = spawn(command, [...args], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const told = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const running: Running = {
    pid: child.pid ?? -1,
    output: () => output,
    exited,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
  return { running, told };
}

/** Starts a child process and collects its output. */
export const start: Begin = (...what) => begin(...what).running;

/** Runs a command to its end; throws with its output where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  as: Place = {},
): Promise<string> {
  const { running, told } = begin(command, args, env, as);
  const [code] = await Promise.all([running.exited, told]);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${running.output()}`);
  return running.output();
}

/** Asks every `everyMs` until `check` answers something; throws after `seconds`, telling what was waited for. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null>,
  seconds = 60,
  everyMs = 100,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const found = await check();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`${what}: not within ${seconds} s`, { cause: last });
}

/** Resolves once the address answers 200; what the process wrote is told where it does not. */
export async function answering(url: string, process: Running, seconds = 60): Promise<true> {
  try {
    return await until(`${url} answers`, async () => (await fetch(url)).ok && (true as const), seconds);
  } catch (cause) {
    throw new Error(`${url} does not answer:\n${process.output().slice(-1000)}`, { cause });
  }
}
