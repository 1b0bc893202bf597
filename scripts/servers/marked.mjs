import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAlive, signalProcess, startOf } from './process-identity.mjs';
import { pause } from './say.mjs';

/** The variable that every process of one test run inherits, however deep and in whatever group. */
export const markVariable = 'EINLASS_TEST_RUN';

/**
 * The processes that carry a mark in the environment they were started with (Linux only; elsewhere none are found).
 * @param {string} mark @param {string} [variable] @returns {{ pid: number, started: string, command: string }[]}
 */
export function markedProcesses(mark, variable = markVariable) {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        if (!variables.includes(`${variable}=${mark}`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const started = startOf(Number(name));
        return started ? [{ pid: Number(name), started, command }] : [];
      } catch {
        // it ended meanwhile, or belongs to somebody else
        return [];
      }
    });
}

/** Ends whatever still carries the mark: asks, waits a little, kills. @param {string} mark @param {string} [variable] */
export async function endMarked(mark, variable = markVariable) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const left = markedProcesses(mark, variable);
    for (const { pid } of left) signalProcess(pid, signal);
    const limit = Date.now() + 5000;
    while (left.some((one) => isAlive(one)) && Date.now() < limit) await pause(50);
  }
}
