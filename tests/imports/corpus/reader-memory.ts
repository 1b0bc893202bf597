import { readdirSync, readFileSync } from 'node:fs';

/** The text of a file of a process, empty for one that has gone. */
function told(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The readers that this process has started and that still run. */
export function readerProcesses(): number[] {
  return readdirSync('/proc/self/task')
    .flatMap((task) => told(process.pid, `task/${task}/children`).split(' '))
    .map(Number)
    .filter((pid) => pid > 0 && told(pid, 'cmdline').includes('workbook-reader'));
}

/** Megabytes that a process had at most in memory until now; 0 for one that has gone. */
const peakOf = (pid: number): number => Number(/VmHWM:\s+(\d+)/.exec(told(pid, 'status'))?.[1] ?? 0) / 1024;

/** Runs `act` and tells the most megabytes that any reader had meanwhile, looking every few milliseconds. */
export async function readerMegabytes<T>(act: () => Promise<T>): Promise<{ result: T; megabytes: number }> {
  let megabytes = 0;
  const look = (): void => {
    for (const pid of readerProcesses()) megabytes = Math.max(megabytes, peakOf(pid));
  };
  const timer = setInterval(look, 5);
  try {
    const result = await act();
    return { result, megabytes };
  } finally {
    clearInterval(timer);
  }
}
