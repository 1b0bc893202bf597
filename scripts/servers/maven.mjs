import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Complaint } from './complaint.mjs';
import { makeFolder } from './paths.mjs';

/** @param {string} file @returns {Promise<string>} in hexadecimal digits */
export async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Complains unless the file is exactly the one expected. @param {string} file @param {string} expected @param {string} what */
export async function verify(file, expected, what) {
  const found = await sha256(file);
  if (found !== expected)
    throw new Complaint(
      `${what} is not the file that was expected (sha256 ${found} instead of ${expected}), so it is not used. Delete it from Maven's local repository (~/.m2/repository) and start again; if it stays so, ask whoever runs your Maven mirror.`,
    );
}

/**
 * Runs a goal of Maven's dependency plugin on one artifact: it brings the person's own mirror, proxy and certificates.
 * @param {import('./processes.mjs').Household} household
 * @param {{ goal: 'copy' | 'unpack', artifact: string, into: string, options?: string[], log: string, name: string }} options
 */
export async function maven(household, { goal, artifact, into, options = [], log, name }) {
  // the plugin leaves markers in its working folder, and a pom.xml there would change what it does
  const folder = mkdtempSync(join(tmpdir(), 'einlass-maven-'));
  try {
    await household.run({
      name,
      command: 'mvn',
      args: [
        '-q',
        '-B',
        `dependency:${goal}`,
        `-Dartifact=${artifact}`,
        `-DoutputDirectory=${into}`,
        ...options,
      ],
      cwd: folder,
      log,
    });
  } catch (error) {
    if (error instanceof Complaint)
      error.message += ' (Maven needs a way to Maven Central or a mirror of it: see its settings.xml.)';
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies one artifact into a fresh folder and verifies it. @returns {Promise<{ folder: string, file: string }>} */
export async function fetchArtifact(household, { artifact, sha256: expected, near, log, name }) {
  const folder = makeFolder(`${near}.part-${process.pid}`, 0o700);
  await maven(household, { goal: 'copy', artifact, into: folder, log, name });
  const file = join(folder, readdirSync(folder)[0] ?? '');
  await verify(file, expected, `${artifact} as Maven delivered it`);
  return { folder, file };
}
