import { readStoredSettings } from '../areas/network-settings.store.ts';
import type { Config } from '../platform/config.ts';
import { openDb } from '../platform/db.ts';

/** What the network's settings say about who helps people without e-mail, by language; empty where nobody typed it yet. */
export async function typedWhoHelps(
  config: Pick<Config, 'DATABASE_URL'>,
  print: (line: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const db = openDb(config.DATABASE_URL, 1, () => {});
  try {
    const { stored } = await readStoredSettings(db);
    const { whoHelpsDe: de, whoHelpsEn: en } = stored;
    return { ...(de ? { de } : {}), ...(en ? { en } : {}) };
  } catch {
    print("The network's settings cannot be read: Keycloak's pages say who helps in general words");
    return {};
  } finally {
    await db.destroy();
  }
}
