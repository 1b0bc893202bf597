import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { servers } from '../support/servers.ts';

/** Files of the themes that come with the server, by their path below `theme/`; only those whose path fits. */
export async function stockFiles(
  jarName: 'themes' | 'account-ui',
  wanted: RegExp,
): Promise<ReadonlyMap<string, Buffer>> {
  const folder = join(servers().keycloakHome, 'lib/lib/main');
  const named = new RegExp(`^org\\.keycloak\\.keycloak-${jarName}-\\d[\\d.]*\\.jar$`);
  const jar = readdirSync(folder).find((name) => named.test(name));
  if (!jar) throw new Error(`no jar of ${jarName} in ${folder}`);
  const zip = await openPromise(join(folder, jar));
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const name = /^theme\/(.+)$/.exec(entry.fileName)?.[1];
    if (name && wanted.test(name)) files.set(name, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}

export const sha256 = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');
