import { tokenBound, tokenSizes } from '../areas/access-size.rules.ts';
import { readTree } from '../areas/area.store.ts';
import type { Finding } from '../keycloak/realm-check.ts';
import { readAccessSets } from '../members/access-size.read-model.ts';
import { type Db, withDb } from '../platform/db.ts';

/** Whether access tokens stay within what apps are promised (docs/tokens.md); counts only, because anybody may read the output. */
export async function tokenFindings(db: Db): Promise<Finding[]> {
  const { beyond, longest } = tokenSizes(await readTree(db), await readAccessSets(db));
  if (beyond === 0) return [];
  const people = beyond === 1 ? '1 person' : `${beyond} people`;
  return [
    {
      level: 'warning',
      code: 'token_too_large',
      what: `access tokens of ${people} are longer than ${tokenBound} bytes, the longest about ${longest}: many web servers refuse them`,
      remedy: 'add apps with --slim, or raise the limit for one header line (docs/tokens.md)',
    },
  ];
}

/** The same for a command, which may run while the database is away. */
export async function tokenFindingsAt(
  databaseUrl: string,
  print: (line: string) => void,
): Promise<Finding[]> {
  try {
    return await withDb(databaseUrl, tokenFindings);
  } catch {
    print('The database cannot be read: how long access tokens become is not known');
    return [];
  }
}
