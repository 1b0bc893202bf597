import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { servers } from './servers.ts';

const source = fileURLToPath(new URL('../../themes/einlass', import.meta.url));
export const stockThemes = { loginTheme: 'keycloak.v2', accountTheme: 'keycloak.v3', emailTheme: 'keycloak' };

/** Our themes as this checkout has them, under a name of the realm's own, whichever ones the servers were started from. */
export function ownThemes(realm: string): { themes: typeof stockThemes; folder: string; remove(): void } {
  const folder = join(servers().keycloakThemes, realm);
  cpSync(source, folder, { recursive: true });
  return {
    folder,
    themes: { loginTheme: realm, accountTheme: realm, emailTheme: realm },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
