import { join } from 'node:path';
import { errorLines } from './complaint.mjs';
import { runForwarding } from './forwarding.mjs';
import { installPackages, onOwnNode, ownNode } from './packages.mjs';
import { root } from './paths.mjs';
import { checkRequirements, neededTools } from './requirements.mjs';
import { say } from './say.mjs';

/** Every process from here on finds what Node made of the sources before: it starts in about half the time. */
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'einlass');
}

/**
 * What every verb does first: check the tools, install the packages, go on under the packages' own Node.js.
 * Returns only there; otherwise runs this same script again and ends with its exit code.
 * @param {{ serversOf?: NodeJS.ProcessEnv }} [options] serversOf: also check for the tools to bring up what this environment lacks
 */
export async function prepare({ serversOf } = {}) {
  const handedOver = process.env.EINLASS_HANDED_OVER === String(process.ppid);
  delete process.env.EINLASS_HANDED_OVER;
  if (handedOver && onOwnNode()) return keepCompiled();
  await orExit(async () => {
    checkRequirements(serversOf ? neededTools(serversOf) : { java: false, maven: false });
    const replaced = await installPackages();
    if (!replaced && onOwnNode()) return keepCompiled();
    const env = { ...process.env, EINLASS_HANDED_OVER: String(process.pid) };
    process.exit(await runForwarding(ownNode, [...process.execArgv, ...process.argv.slice(1)], { env }));
  });
}

/** Runs a verb; an error is printed and ends the process with code 1. @param {() => Promise<void>} work */
export async function orExit(work) {
  try {
    await work();
  } catch (error) {
    for (const line of errorLines(error)) say(line);
    process.exit(1);
  }
}
