import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keycloakVersion } from '../servers/keycloak-distribution.mjs';
import { cacheFolder, makeFolder } from '../servers/paths.mjs';

const nobody = { uid: 65_534, gid: 65_534 };

const fetchedRedis = () =>
  existsSync(cacheFolder())
    ? readdirSync(cacheFolder()).filter((name) => name.startsWith('redis-server-'))
    : [];

/** Gives the trial's folder to a user without any rights, with a home of its own, and goes on as that user. @param {import('./trial.mjs').Trial} trial */
export function becomeOrdinaryUser(trial) {
  const home = makeFolder(join(trial.top, 'home of nobody'), 0o755);
  const cache = makeFolder(join(home, 'cache'), 0o755);
  // spares fetching them again; everything else is made anew
  for (const name of [`keycloak-${keycloakVersion}`, ...fetchedRedis()])
    if (existsSync(join(cacheFolder(), name)))
      cpSync(join(cacheFolder(), name), join(makeFolder(join(cache, 'einlass'), 0o755), name), {
        recursive: true,
      });
  spawnSync('chown', ['-R', `${nobody.uid}:${nobody.gid}`, trial.top]);
  trial.become({ ...nobody, env: { HOME: home, XDG_CACHE_HOME: cache, USER: 'nobody', LOGNAME: 'nobody' } });
}
