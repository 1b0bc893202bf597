import { statSync } from 'node:fs';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { loadKeys } from '../platform/keys.ts';
import { type Named, namedApps, plainFindings, publicUrlFindings } from './addresses.rules.ts';
import { wordsOf } from './run.ts';
import { error, type Finding, findingsOf, type Looked, warning } from './finding.ts';

const limitMs = 8000;

async function publishedKeys(origin: string): Promise<string[] | undefined> {
  const answer = await fetch(`${origin}/op/jwks`, { signal: AbortSignal.timeout(limitMs) });
  const body = (await answer.json().catch(() => undefined)) as { keys?: { kid?: string }[] } | undefined;
  return body?.keys?.map(({ kid }) => String(kid));
}

/** Where people and apps are sent: ours answers and is this installation, and in production nothing goes over an open line. */
export async function lookAtAddresses(config: Config, clock: Clock): Promise<Looked> {
  const named: Named[] = [
    { name: 'PUBLIC_URL', url: config.PUBLIC_URL },
    { name: 'KEYCLOAK_URL', url: config.KEYCLOAK_URL },
    ...namedApps(config),
  ];
  const plain = plainFindings(named, config.NODE_ENV === 'production');
  const { signing } = await loadKeys(config.KEYS_DIR, clock);
  const ours = signing.map(({ kid }) => kid);
  const facts = [config.PUBLIC_URL];
  const inside = config.INTERNAL_URL ?? config.PUBLIC_URL;
  const findings = [...plain, ...publicUrlFindings(await publishedKeys(inside), ours)];
  if (inside === config.PUBLIC_URL) return { facts, findings };
  try {
    return {
      facts,
      findings: [...findings, ...publicUrlFindings(await publishedKeys(config.PUBLIC_URL), ours)],
    };
  } catch (thrown) {
    const unseen = warning(
      'public_url_away',
      `PUBLIC_URL does not answer from here (${wordsOf(thrown)})`,
      'open it in a browser: people need it',
    );
    return { facts, findings: [...findings, unseen] };
  }
}

/** Which process the settings are looked at for; undefined: whoever may have all of them. */
export type For = 'serve' | 'work' | undefined;

/** Secrets that lie where they should not: in the environment of the process that faces the internet, or open to everybody. */
export function lookAtSecrets(config: Config, whom: For): Looked {
  const bulk = config.KEYCLOAK_BULK_SECRET_FILE;
  const mode = bulk ? (statSync(bulk, { throwIfNoEntry: false })?.mode ?? 0) : 0;
  const surplus = (['DATABASE_MIGRATE_URL', 'KEYCLOAK_ADMIN_PASSWORD'] as const).filter(
    (name) => config[name],
  );
  const findings: Finding[] = [
    ...(whom === undefined ? [] : surplus).map((name) =>
      error(
        'secret_surplus',
        `"${whom}" is given ${name}, which it does not need`,
        `give ${name} to setup commands alone`,
      ),
    ),
    ...findingsOf(
      [
        (mode & 0o007) !== 0,
        () =>
          warning(
            'bulk_secret_open',
            'the file of KEYCLOAK_BULK_SECRET_FILE may be read by everybody on this machine',
            'chmod 600, owned by the user that runs "work"; "serve" must not be able to read it',
          ),
      ],
      [
        whom === 'serve' && mode !== 0,
        () =>
          error(
            'bulk_secret_surplus',
            '"serve" is given KEYCLOAK_BULK_SECRET_FILE',
            'give it to "work" and "realm apply" alone',
          ),
      ],
    ),
  ];
  return {
    facts: [
      whom ? `looked at as those of "${whom}"` : 'not looked at for one process (--for serve, --for work)',
    ],
    findings,
  };
}
