import type { KeyUse } from '../platform/key-use.read-model.ts';
import { error, type Finding, findingsOf } from './finding.ts';

/** One file of the key folder. */
export type SeenFile = {
  name: string;
  /** Unix permission bits. */
  mode: number;
  readable: boolean;
};

const [groupBits, otherBits] = [0o070, 0o007];
const restore = 'put the key folder back from its backup: everything else of it may stay';

/** Whether the keys are there for us and for nobody else. `held`: numbers of the secret keys; `uses`: what the rows refer to. */
export function keyFindings(
  files: readonly SeenFile[],
  held: readonly number[],
  uses: readonly KeyUse[],
): Finding[] {
  const open = files.flatMap(({ name, mode }): Finding[] => {
    if ((mode & (otherBits | groupBits)) === 0) return [];
    const everybody = (mode & otherBits) !== 0;
    return [
      {
        level: everybody ? 'error' : 'warning',
        code: 'key_open',
        what: `${name} in KEYS_DIR may be read by ${everybody ? 'everybody on this machine' : 'its group'}`,
        remedy: `chmod 600 ${name}; if somebody may have read it: einlass keys rotate`,
      },
    ];
  });
  const gone = new Map<number, KeyUse[]>();
  for (const use of uses)
    if (!held.includes(use.keyId)) gone.set(use.keyId, [...(gone.get(use.keyId) ?? []), use]);
  return [
    ...findingsOf([
      held.length === 0,
      () =>
        error(
          'keys_missing',
          'KEYS_DIR holds no keys',
          uses.length > 0 ? restore : 'run: einlass keys init (a new installation), or put the backup back',
        ),
    ]),
    ...files
      .filter(({ readable }) => !readable)
      .map(({ name }) =>
        error(
          'key_unreadable',
          `${name} in KEYS_DIR cannot be read`,
          'give it to the user that runs web and worker',
        ),
      ),
    ...open,
    ...[...gone].map(([keyId, tables]) =>
      error(
        'key_gone',
        `secret-${keyId}.key is not in KEYS_DIR, but ${tables.map(({ table, rows }) => `${rows} ${rows === 1 ? 'row' : 'rows'} of ${table}`).join(', ')} are of it`,
        restore,
      ),
    ),
  ];
}
