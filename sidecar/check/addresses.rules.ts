import type { Config } from '../platform/config.ts';
import { error, type Finding, findingsOf, warning } from './finding.ts';

/** Addresses that people are sent to, by the setting that names them. */
export type Named = { name: string; url: string };

/** Apps that people are led to by the settings. */
export const namedApps = ({ START_APP_URL: start, REGISTRATION_APPS: apps }: Config): Named[] => [
  ...(start ? [{ name: 'START_APP_URL', url: start }] : []),
  ...apps.map((url) => ({ name: 'REGISTRATION_APPS', url })),
];

const loopback = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** In production nobody's password or link goes over an open line. */
export function plainFindings(named: readonly Named[], production: boolean): Finding[] {
  return named
    .filter(({ url }) => production && new URL(url).protocol === 'http:')
    .map(({ name, url }) => {
      const here = loopback.test(new URL(url).hostname);
      return (here ? warning : error)(
        'not_https',
        `${name} is ${url}${here ? ', which only this machine reaches' : ': passwords and links go over an open line'}`,
        'let a proxy with a certificate stand in front, and name its https address',
      );
    });
}

/** `published`: ids of the keys at PUBLIC_URL; `ours`: of those in KEYS_DIR. */
export function publicUrlFindings(
  published: readonly string[] | undefined,
  ours: readonly string[],
): Finding[] {
  return findingsOf(
    [
      published === undefined,
      () =>
        error(
          'public_url',
          'PUBLIC_URL does not show the keys of Einlass (/op/jwks)',
          'start "serve", and let the proxy in front pass every path on to it',
        ),
    ],
    [
      published !== undefined && !ours.every((kid) => published.includes(kid)),
      () =>
        error(
          'public_url_other',
          'at PUBLIC_URL stands an Einlass with other keys',
          'let PUBLIC_URL name this installation, and give all its processes the same KEYS_DIR',
        ),
    ],
  );
}

/** Start apps that no client of the realm leads back to; `known`: origins of all clients, undefined where they may not be read. */
export function appFindings(apps: readonly Named[], known: readonly string[] | undefined): Finding[] {
  if (!known) return [];
  return apps
    .filter(({ url }) => !known.includes(new URL(url).origin))
    .map(({ name, url }) =>
      warning(
        'app_unknown',
        `${name} names ${url}, where no app of this realm is`,
        'add it by: einlass app add, or mend the address',
      ),
    );
}
