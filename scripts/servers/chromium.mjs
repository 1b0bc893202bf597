import { existsSync } from 'node:fs';
import { Complaint } from './complaint.mjs';
import { findCommand } from './requirements.mjs';
import { step } from './say.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function findChromium() {
  return names.map((name) => findCommand(name)).find(Boolean) ?? elsewhere.find((path) => existsSync(path));
}

/**
 * The browser for the tests: CHROMIUM_PATH, the machine's, or Debian's, installed where that is allowed.
 * @param {import('./processes.mjs').Household} household @param {string} log @returns {Promise<string>}
 */
export async function chromiumProgram(household, log) {
  const given = process.env.CHROMIUM_PATH;
  if (given && existsSync(given)) return given;
  if (given) throw new Complaint(`CHROMIUM_PATH=${given} does not exist: give the browser's program.`);
  const found = findChromium();
  if (found) return found;
  const remedy =
    'Install it (Debian: sudo apt-get install chromium; macOS: brew install --cask chromium), or set CHROMIUM_PATH to the program of a Chromium or Chrome.';
  if (process.getuid?.() !== 0 || !findCommand('apt-get'))
    throw new Complaint(`Chromium, which the browser tests need, was not found. ${remedy}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['chromium', 'fonts-liberation'];
  await step("Chromium: installing Debian's", async () => {
    const common = { command: 'apt-get', env, log };
    await household.run({ ...common, name: 'apt-get update', args: ['update'] });
    await household.run({
      ...common,
      name: 'apt-get install chromium',
      args: ['install', '-y', '--no-install-recommends', ...packages],
    });
  });
  const installed = findChromium();
  if (!installed) throw new Complaint(`apt-get installed no Chromium. ${remedy}`);
  return installed;
}
