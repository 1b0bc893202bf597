import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { keyFileNames } from '../platform/key-files.ts';
import type { KeyUse } from '../platform/key-use.read-model.ts';
import { loadKeys } from '../platform/keys.ts';
import { error, type Looked } from './finding.ts';
import { keyFindings, type SeenFile } from './keys.rules.ts';
import { wordsOf } from './run.ts';

function seen(folder: string, name: string): SeenFile {
  const path = join(folder, name);
  const mode = statSync(path).mode & 0o777;
  try {
    accessSync(path, constants.R_OK);
    return { name, mode, readable: true };
  } catch {
    return { name, mode, readable: false };
  }
}

/** The key folder, and whether rows need keys that are not in it (`uses`: undefined where the database is away). */
export async function lookAtKeys(folder: string, uses: () => Promise<readonly KeyUse[]>): Promise<Looked> {
  const names = keyFileNames(folder);
  const files = names.map(({ name }) => seen(folder, name));
  const held = names.flatMap(({ secret }) => secret ?? []);
  const used = await uses().catch((thrown: unknown) => ({ unknown: wordsOf(thrown) }));
  const unread = 'unknown' in used ? [`what rows need is not known: ${used.unknown}`] : [];
  const findings = keyFindings(files, held, 'unknown' in used ? [] : used);
  if (findings.some(({ code }) => code === 'keys_missing' || code === 'key_unreadable'))
    return { facts: unread, findings };
  try {
    const { ring, signing } = await loadKeys(folder);
    return {
      facts: [
        `${held.length} secret and ${signing.length} signing keys, secret ${ring.current} in use`,
        ...unread,
      ],
      findings,
    };
  } catch (thrown) {
    const damaged = error('key_damaged', wordsOf(thrown), 'put the file back from the backup of KEYS_DIR');
    return { facts: unread, findings: [...findings, damaged] };
  }
}
