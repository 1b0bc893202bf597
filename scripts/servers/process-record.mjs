import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, signalProcess, startOf } from './process-identity.mjs';
import { pause } from './say.mjs';

/**
 * A file that notes who supervises and which processes were started, so that they can be ended
 * even after the supervisor itself was killed.
 * @typedef {{ name: string, pid: number, started: string, stopSignal: NodeJS.Signals, stopGroup: boolean, stage: number }} Noted
 * @typedef {{ supervisor?: { pid: number, started: string }, children: Noted[] }} Notes
 */

/** @param {string} file @returns {Notes} */
export function readNotes(file) {
  if (!existsSync(file)) return { children: [] };
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { children: [] };
  }
}

/** @param {string} file @param {Notes} notes */
function writeNotes(file, notes) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(notes, null, 2), { mode: 0o600 });
  renameSync(temporary, file);
}

/**
 * Makes this process the supervisor, unless a living one is noted.
 * @param {string} file @returns {Notes} what was noted before: `supervisor` is set only if it still runs
 */
export function claimSupervision(file) {
  const before = readNotes(file);
  if (isAlive(before.supervisor)) return before;
  const own = { pid: process.pid, started: startOf(process.pid) };
  if (!existsSync(file)) {
    try {
      writeFileSync(file, JSON.stringify({ supervisor: own, children: [] }), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (error.code === 'EEXIST') return claimSupervision(file);
      throw error;
    }
  } else writeNotes(file, { supervisor: own, children: before.children });
  return { children: before.children };
}

/** @param {string} file @param {Noted} child */
export function noteChild(file, child) {
  const notes = readNotes(file);
  writeNotes(file, { ...notes, children: [...notes.children, child] });
}

/** @param {string} file @param {number} pid */
export function forgetChild(file, pid) {
  const notes = readNotes(file);
  writeNotes(file, { ...notes, children: notes.children.filter((child) => child.pid !== pid) });
}

/** @param {string} file */
export function forgetAll(file) {
  rmSync(file, { force: true });
}

/**
 * Ends processes that an earlier supervisor left behind, last started first; only those that are still the very same.
 * @param {Noted[]} children @param {number} seconds for each until it is killed @returns {Promise<string[]>} the names ended
 */
export async function endLeftOvers(children, seconds = 20) {
  const ended = [];
  for (const child of [...children].reverse()) {
    if (!isAlive(child)) continue;
    signalProcess(child.pid, child.stopSignal, child.stopGroup);
    const limit = Date.now() + seconds * 1000;
    while (isAlive(child) && Date.now() < limit) await pause(50);
    if (isAlive(child)) signalProcess(child.pid, 'SIGKILL', true);
    ended.push(child.name);
  }
  return ended;
}
