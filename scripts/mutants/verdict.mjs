/** @typedef {import('./jest.mjs').Run} Run */

const notAnAssertion = /^\s*(SyntaxError|ReferenceError|Error: Cannot find module)/;

/** Why the tests do not pass before anything was changed; undefined if they do. @param {Run} run @param {string} pattern */
export function complaintUnmutated(run, pattern) {
  if (run.timedOut) return 'runs into the time limit';
  if (!run.loaded) return 'cannot be loaded';
  const named = run.results.filter(({ name }) => new RegExp(pattern, 'i').test(name));
  if (named.length === 0) return `has no test that matches "${pattern}"`;
  const failed = named.find(({ passed }) => !passed);
  return failed && `fails without any mutant: "${failed.name}"`;
}

/**
 * killed: a test noticed that the guard is gone. survived: all passed. broken: nothing can be said, because the changed code
 * does not even load or run.
 * @param {Run} run @returns {{ kind: 'killed' | 'survived' | 'broken', why: string }}
 */
export function verdictOn(run) {
  if (run.timedOut) return { kind: 'broken', why: 'ran into the time limit' };
  if (!run.loaded) return { kind: 'broken', why: 'the test file cannot be loaded with it' };
  const failed = run.results.filter(({ passed }) => !passed);
  if (failed.length === 0)
    return run.results.length > 0
      ? { kind: 'survived', why: 'its tests pass all the same' }
      : { kind: 'broken', why: 'no test ran' };
  const noticed = failed.find(({ messages }) => !messages.every((message) => notAnAssertion.test(message)));
  return noticed
    ? { kind: 'killed', why: noticed.name }
    : { kind: 'broken', why: `the changed code does not run: ${failed[0]?.messages[0]?.split('\n')[0]}` };
}
