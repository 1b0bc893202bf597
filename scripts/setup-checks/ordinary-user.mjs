import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { keycloakVersion } from '../servers/keycloak-distribution.mjs';
import { cacheFolder, makeFolder } from '../servers/paths.mjs';

const nobody = { uid: 65_534, gid: 65_534 };

/** Gives the trial's folder to a user without any rights, with a home of its own, and goes on as that user. @param {import('./trial.mjs').Trial} trial */
export function becomeOrdinaryUser(trial) {
  const home = makeFolder(join(trial.top, 'home of nobody'), 0o755);
  const cache = makeFolder(join(home, 'cache'), 0o755);
  const keycloak = join(cacheFolder(), `keycloak-${keycloakVersion}`);
  // spares fetching it again; everything else is made anew
  if (existsSync(keycloak))
    cpSync(keycloak, join(makeFolder(join(cache, 'einlass'), 0o755), `keycloak-${keycloakVersion}`), {
      recursive: true,
    });
  spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, trial.top]);
  trial.become({ ...nobody, env: { HOME: home, XDG_CACHE_HOME: cache, USER: 'nobody', LOGNAME: 'nobody' } });
}
