import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Complaint, errorLines } from '../servers/complaint.mjs';
import { root } from '../servers/paths.mjs';
import { say, secondsSince } from '../servers/say.mjs';
import { withTestServers } from '../servers/with-test-servers.mjs';
import { figureLines, wentWrong } from './figures.mjs';

/** @param {string} verb */
const folderOf = (verb) => join(root, 'tests', verb);

/** The experiments of a verb: every module of its folder that is neither a test nor shared by others (those begin with "_"). @param {string} verb */
function names(verb) {
  return readdirSync(folderOf(verb))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('_'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** @param {string | undefined} text @param {string} option @param {number} otherwise */
function numberOf(text, option, otherwise) {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Complaint(`${option} takes a number above 0.`);
  return number;
}

/** @param {string[]} args */
function askedFor(args) {
  const options = { seed: { type: 'string' }, scale: { type: 'string' } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  return {
    name: positionals[0],
    seed: numberOf(values.seed, '--seed', randomInt(1, 1_000_000)),
    scale: numberOf(values.scale, '--scale', 1),
  };
}

/** One experiment on the test servers. @returns {Promise<number>} 0 if all its figures are as they must be */
async function experiment(verb, { name, seed, scale }) {
  const start = performance.now();
  say(`${verb}: ${name}, seed ${seed}, scale ${scale}`);
  const { run } = await import(pathToFileURL(join(folderOf(verb), `${name}.ts`)).href);
  const figures = await run(scale, seed, (line) => say(`  ${line}`));
  for (const line of figureLines(figures)) say(line);
  const wrong = wentWrong(figures);
  say(
    `${wrong ? '✗' : '✓'} ${name}, seed ${seed}, scale ${scale}: ${wrong ? 'NOT as it must be' : 'all as it must be'} (${secondsSince(start)} s)`,
  );
  return wrong ? 1 : 0;
}

/**
 * `npm run faults` and `npm run bench`: both run one experiment of their folder and print its figures.
 * @param {'faults' | 'bench'} verb @param {string[]} args of the command line @returns {Promise<number>} the exit code
 */
export async function runExperiment(verb, args) {
  try {
    const asked = askedFor(args);
    if (!asked.name) {
      say(`npm run ${verb} -- <name> [--seed n] [--scale x], with one of these names:`);
      for (const name of names(verb)) say(`  ${name}`);
      return 0;
    }
    if (!names(verb).includes(asked.name))
      throw new Complaint(`There is no experiment "${asked.name}"; there are: ${names(verb).join(', ')}.`);
    return await withTestServers(() => experiment(verb, asked));
  } catch (error) {
    for (const line of errorLines(error)) say(line);
    return 1;
  }
}
