import { expect, test } from '@jest/globals';
import { ConfigError, parseConfig } from '../../sidecar/platform/config.ts';

const complete = {
  PUBLIC_URL: 'https://zugang.muster.example/',
  DATABASE_URL: 'postgres://app@db/einlass',
  REDIS_URL: 'redis://redis',
  SMTP_URL: 'smtp://mail',
  KEYCLOAK_URL: 'https://login.muster.example',
  KEYS_DIR: '/keys',
};

test('a complete environment is parsed, with defaults and without a slash at the end of addresses', () => {
  const config = parseConfig(complete);
  expect(config.PUBLIC_URL).toBe('https://zugang.muster.example');
  expect(config.KEYCLOAK_REALM).toBe('einlass');
  expect(config.NODE_ENV).toBe('production');
});

test('all complaints come at once, each with its variable', () => {
  const complaints = () => parseConfig({ PUBLIC_URL: 'nonsense', PORT: '70000', DATABASE_URL: 'mysql://x' });
  expect(complaints).toThrow(ConfigError);
  expect(complaints).toThrow(/PUBLIC_URL: must be an http\(s\) address/);
  expect(complaints).toThrow(/PORT: /);
  expect(complaints).toThrow(/DATABASE_URL: must start with postgres/);
  expect(complaints).toThrow(/REDIS_URL: is missing/);
  expect(complaints).toThrow(/KEYS_DIR: is missing/);
});

test('a secret may come from a file; an unreadable one is named', () => {
  const { DATABASE_URL, ...rest } = complete;
  const read = (path: string): string => {
    if (path === '/run/secrets/db') return `${DATABASE_URL}\n`;
    throw new Error('ENOENT');
  };
  expect(parseConfig({ ...rest, DATABASE_URL_FILE: '/run/secrets/db' }, read).DATABASE_URL).toBe(
    DATABASE_URL,
  );
  expect(() => parseConfig({ ...rest, DATABASE_URL_FILE: '/nowhere' }, read)).toThrow(
    /DATABASE_URL_FILE: the file/,
  );
});

test('an address in a query or a value of another kind is refused', () => {
  expect(() => parseConfig({ ...complete, PUBLIC_URL: 'javascript:alert(1)' })).toThrow(/PUBLIC_URL/);
  expect(() => parseConfig({ ...complete, KEYCLOAK_REALM: '../master' })).toThrow(/KEYCLOAK_REALM/);
});
