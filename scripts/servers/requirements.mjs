import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { root } from './paths.mjs';

/** The PATH without this checkout's own node_modules/.bin, so that replacing packages never runs on the packages replaced. */
export function systemPath() {
  const own = join(root, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== own)
    .join(delimiter);
}

/** The full path of a command on the PATH, or undefined. @param {string} name @param {string} [path] */
export function findCommand(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const file = join(folder || '.', name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

function javaComplaint() {
  const command = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : findCommand('java');
  const remedy = 'Install a JDK of version 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)';
  if (!command) return `Java was not found on the PATH. ${remedy}, or set JAVA_HOME.`;
  const { stdout, stderr, error } = spawnSync(command, ['-version'], { encoding: 'utf8' });
  if (error) return `Java at ${command} does not start (${error.message}). ${remedy}, or correct JAVA_HOME.`;
  const version = /version "(\d+)(?:\.(\d+))?/.exec(`${stdout}${stderr}`);
  const major = version?.[1] === '1' ? Number(version[2]) : Number(version?.[1]);
  if (major >= 17) return undefined;
  return `Java at ${command} is version ${version?.[0].slice(9) ?? 'unknown'}; Keycloak needs 17 or newer. ${remedy}.`;
}

/**
 * Complains, all at once, about every tool that is missing or too old.
 * @param {{ java: boolean, maven: boolean }} needs what the servers to bring up need
 */
export function checkRequirements(needs) {
  const complaints = [];
  if (process.platform === 'win32')
    complaints.push('Windows itself is not supported. Run this in WSL (Windows Subsystem for Linux).');
  if (Number(process.versions.node.split('.')[0]) < 20)
    complaints.push(
      `Node.js ${process.versions.node} is too old. Install Node.js 20 or newer (nodejs.org, or your package manager).`,
    );
  if (!findCommand('npm', systemPath()))
    complaints.push('npm was not found on the PATH. It comes with Node.js (Debian: apt-get install npm).');
  const java = needs.java ? javaComplaint() : undefined;
  if (java) complaints.push(java);
  if (needs.maven && !findCommand('mvn'))
    complaints.push(
      'Maven (mvn) was not found on the PATH. Install it (Debian: apt-get install maven; macOS: brew install maven).',
    );
  const [first, ...others] = complaints;
  if (first) throw new Complaint(first, others);
}

/** What is left to be brought up, as tools. @param {NodeJS.ProcessEnv} env which servers the person has already */
export function neededTools(env) {
  const keycloak = !env.KEYCLOAK_URL;
  const redis = !env.REDIS_URL && !findCommand('redis-server');
  return { java: keycloak, maven: (keycloak && !env.KEYCLOAK_HOME) || redis };
}
