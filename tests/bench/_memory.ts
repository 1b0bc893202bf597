import { readFileSync } from 'node:fs';

/** The most memory a process held so far, in bytes; 0 for one that is gone. */
function peakOf(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** Watches a process and its children until `stop`, which answers the peaks in bytes. */
export function watchMemory(pid: number): { stop(): { process: number; children: number } } {
  let children = 0;
  const look = (): void => {
    for (const child of childrenOf(pid)) children = Math.max(children, peakOf(child));
  };
  const timer = setInterval(look, 50);
  return {
    stop() {
      clearInterval(timer);
      return { process: peakOf(pid), children };
    },
  };
}
