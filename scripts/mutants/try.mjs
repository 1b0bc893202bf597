import { errorLines } from '../servers/complaint.mjs';
import { say, secondsSince } from '../servers/say.mjs';
import { withTestServers } from '../servers/with-test-servers.mjs';
import { openCopy } from './copy.mjs';
import { runTestFile } from './jest.mjs';
import { readMutants } from './patches.mjs';
import { complaintUnmutated, verdictOn } from './verdict.mjs';

/** @typedef {import('./patches.mjs').Mutant} Mutant */

const secondsEach = 300;

/** Runs every named test once on the unchanged code: one that fails anyway proves nothing. @param {string} folder @param {Mutant[]} mutants @returns {Promise<Map<Mutant, string>>} what is wrong, by mutant */
async function checkUnmutated(folder, mutants) {
  const wrong = new Map();
  for (const [file, of] of Map.groupBy(mutants, (mutant) => mutant.file)) {
    const start = performance.now();
    const all = of.every(({ pattern }) => pattern) ? of.map(({ pattern }) => `(${pattern})`).join('|') : '';
    const run = await runTestFile(folder, file, all, secondsEach * 2);
    for (const mutant of of) {
      const complaint = complaintUnmutated(run, mutant.pattern);
      if (complaint) wrong.set(mutant, `${file} ${complaint}`);
    }
    say(`  ✓ ${file} as it is (${secondsSince(start)} s)`);
    if (of.some((mutant) => wrong.has(mutant))) say(run.output.slice(-3000));
  }
  return wrong;
}

/** @param {ReturnType<typeof openCopy>} copy @param {Mutant} mutant */
async function tryOne(copy, mutant) {
  const problem = copy.apply(mutant.path);
  if (problem) return { kind: 'broken', why: `the patch does not apply: ${problem}` };
  try {
    return verdictOn(await runTestFile(copy.folder, mutant.file, mutant.pattern, secondsEach));
  } finally {
    copy.takeBack(mutant.path);
  }
}

const sign = { killed: '✓', survived: '✗', broken: '✗' };

/** @param {Mutant[]} mutants @returns {Promise<number>} the exit code */
async function tryAll(mutants) {
  const copy = openCopy();
  // whatever runs is ended and cleared by the listeners of 'exit'
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
  process.once('exit', copy.close);
  try {
    const wrong = await checkUnmutated(copy.folder, mutants);
    const count = { killed: 0, survived: 0, broken: 0 };
    for (const mutant of mutants) {
      const start = performance.now();
      const complaint = wrong.get(mutant);
      const { kind, why } = complaint ? { kind: 'broken', why: complaint } : await tryOne(copy, mutant);
      count[kind] += 1;
      say(`  ${sign[kind]} ${mutant.name} ${kind} (${secondsSince(start)} s): ${why}`);
      if (kind !== 'killed') say(`    ${mutant.guarantee}`);
    }
    if (count.broken > 0) say(`${count.broken} could not be tried`);
    say(`${count.killed} killed, ${count.survived} survived`);
    return count.survived + count.broken > 0 ? 1 : 0;
  } finally {
    copy.close();
  }
}

/** Tries the mutants whose name matches `pattern`. @param {string} pattern @returns {Promise<number>} the exit code */
export async function tryMutants(pattern) {
  try {
    const mutants = readMutants(pattern);
    return await withTestServers(() => tryAll(mutants));
  } catch (error) {
    for (const line of errorLines(error)) say(line);
    return 1;
  }
}
