import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, as text that another process with the same number cannot share; undefined if there is none.
 * @param {number} pid
 */
export function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const text = stdout?.trim() ?? '';
  return text === '' || text.startsWith('Z') ? undefined : text.replace(/^\S+\s+/, '');
}

/** Whether the very process that was noted still runs. @param {{ pid: number, started: string } | undefined} noted */
export function isAlive(noted) {
  return noted !== undefined && noted.started !== undefined && startOf(noted.pid) === noted.started;
}

/** Signals a process, or its whole group; a process that is gone is no error. @param {number} pid @param {NodeJS.Signals} signal */
export function signalProcess(pid, signal, group = false) {
  try {
    process.kill(group ? -pid : pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
