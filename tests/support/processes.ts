import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

export type Running = {
  readonly pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** SIGTERM (or another signal) and wait for the end; answers the exit code, null after a signal. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves once it has ended and all that it wrote is here. */
  exited: Promise<number | null>;
};

/** Where and as whom a process runs, if not here and as ourselves. */
type Place = Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'>;

const lastWordsMs = 5000;
/** How long a test waits for what must come: it only ends what hangs, sooner where a mutant is tried. */
export const patienceSeconds = Number(process.env['EINLASS_PATIENCE'] ?? 240);

/** Starts a child process and collects its output. */
export function start(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  as: Place = {},
): Running {
  const child: ChildProcess = spawn(command, [...args], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  });
  let output = '';
  const collect = (text: string): void => {
    output += text;
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', collect);
  // Its last words may come after its end; what it started itself may keep its output open for longer.
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
    child.once('exit', (code) => setTimeout(resolve, lastWordsMs, code).unref());
  });
  return {
    pid: child.pid ?? -1,
    output: () => output,
    exited,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs a command to its end; throws with its output where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  as: Place = {},
): Promise<string> {
  const running = start(command, args, env, as);
  const code = await running.exited;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${running.output()}`);
  return running.output();
}

/** Asks every `everyMs` until `check` answers something; throws after `seconds`, telling what was waited for. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false | null>,
  seconds = patienceSeconds,
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
export async function answering(url: string, process: Running, seconds = 120): Promise<true> {
  try {
    return await until(`${url} answers`, async () => (await fetch(url)).ok && (true as const), seconds);
  } catch (cause) {
    throw new Error(`${url} does not answer:\n${process.output().slice(-1000)}`, { cause });
  }
}
