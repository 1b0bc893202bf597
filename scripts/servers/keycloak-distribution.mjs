import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { fetchArtifact } from './maven.mjs';
import { cacheFolder, makeFolder } from './paths.mjs';
import { findCommand } from './requirements.mjs';
import { step } from './say.mjs';

export const keycloakVersion = '26.7.4';
const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:tar.gz`;
const sha256 = '04823c336b797a7e18889a44262a7a64e6bf624cbbcc518c85e2622176ff2eee';

/** What `kc.sh build` bakes in; everything else is given at the start. */
export const buildOptions = ['--db=postgres', '--health-enabled=true'];

/** Replaces all of Keycloak's own JVM settings: half the processor time at the start, no other effect here. */
const javaOptions =
  '-XX:MaxMetaspaceSize=256m -Dfile.encoding=UTF-8 -XX:+ExitOnOutOfMemoryError -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms64m -Xmx512m';

/** The environment for kc.sh: the person's, without settings meant for another Keycloak. */
export function keycloakEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !/^(KC_|KEYCLOAK_|JAVA_OPTS)/.test(name));
  return { ...Object.fromEntries(kept), JAVA_OPTS: javaOptions };
}

/** @typedef {import('./processes.mjs').Household} Household */

/** @param {Household} household @param {string} home @param {string} log */
async function fetchInto(household, home, log) {
  if (!findCommand('tar'))
    throw new Complaint('tar was not found on the PATH. Install it to unpack Keycloak.');
  const name = `Keycloak ${keycloakVersion}: fetching 176 MB by Maven`;
  const got = await step(name, () => fetchArtifact(household, { artifact, sha256, near: home, log, name }));
  try {
    const unpack = {
      name: 'Unpacking Keycloak',
      command: 'tar',
      args: ['-xzf', got.file, '-C', got.folder],
      log,
    };
    await step('Keycloak: unpacking', () => household.run(unpack));
    const inside = readdirSync(got.folder, { withFileTypes: true }).find((entry) => entry.isDirectory());
    if (!inside) throw new Complaint(`${artifact} holds no folder: it cannot be used.`);
    const made = join(got.folder, inside.name);
    await build(household, made, log);
    // built before it gets its name: another start beside this one never sees half of it, and may have been first
    if (!existsSync(home)) renameSync(made, home);
  } finally {
    rmSync(got.folder, { recursive: true, force: true });
  }
}

const stampOf = (home) => join(home, 'einlass-build.json');
const wantedStamp = JSON.stringify({ version: keycloakVersion, buildOptions });

/** Builds, unless that was done with these options. @param {Household} household @param {string} home @param {string} log */
async function build(household, home, log) {
  if (existsSync(stampOf(home)) && readFileSync(stampOf(home), 'utf8') === wantedStamp) return;
  const command = join(home, 'bin', 'kc.sh');
  const env = keycloakEnvironment();
  await step('Keycloak: building (once)', () =>
    household.run({ name: 'Building Keycloak', command, args: ['build', ...buildOptions], env, log }),
  );
  writeFileSync(stampOf(home), wantedStamp);
}

function ownHome() {
  const home = process.env.KEYCLOAK_HOME;
  if (!home) return undefined;
  if (!existsSync(join(home, 'bin', 'kc.sh')))
    throw new Complaint(`KEYCLOAK_HOME=${home} holds no bin/kc.sh: give the folder of an unpacked Keycloak.`);
  const version = /\d+\.\d+\.\d+/.exec(readFileSync(join(home, 'version.txt'), 'utf8'))?.[0];
  if (version !== keycloakVersion)
    throw new Complaint(
      `KEYCLOAK_HOME=${home} holds Keycloak ${version ?? 'of an unknown version'}; Einlass is built for ${keycloakVersion}.`,
    );
  return home;
}

/**
 * A Keycloak ready for `start --optimized`: KEYCLOAK_HOME, else the one in the cache, fetched once; built once.
 * @param {Household} household @param {string} log @returns {Promise<string>} its home folder
 */
export async function keycloakHome(household, log) {
  let home = ownHome();
  if (!home) {
    home = join(makeFolder(cacheFolder(), 0o700), `keycloak-${keycloakVersion}`);
    if (!existsSync(home)) await fetchInto(household, home, log);
  }
  await build(household, home, log);
  return home;
}
