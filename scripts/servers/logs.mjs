import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';

/** Files begun by this process: the first use keeps the last run's text as `.previous`, later ones append. */
const begun = new Set();

/** @param {string} file @returns {{ fd: number, close: () => void }} */
export function openLog(file) {
  if (!begun.has(file)) {
    begun.add(file);
    if (existsSync(file)) renameSync(file, `${file}.previous`);
  }
  const fd = openSync(file, 'a', 0o600);
  return { fd, close: () => closeSync(fd) };
}

/** The end of a log, without empty lines. @param {string} file @param {number} count @returns {string[]} */
export function lastLines(file, count = 15) {
  if (!existsSync(file)) return ['(it printed nothing)'];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length ? lines.slice(-count) : ['(it printed nothing)'];
}
