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

test('addresses for reports and figures are taken apart; one that is of no use alone says what is missing', () => {
  const bounces = { BOUNCE_ADDRESS: 'bounces@app.example', BOUNCE_LISTEN: '[::1]:2525' };
  const config = parseConfig({ ...complete, ...bounces, METRICS_LISTEN: 'localhost:9464' });
  expect(config.BOUNCE_LISTEN).toEqual({ host: '::1', port: 2525 });
  expect(config.METRICS_LISTEN).toEqual({ host: 'localhost', port: 9464 });
  const wrong = {
    BOUNCE_ADDRESS: 'much-too-long-a-name@app.example',
    BOUNCE_HOOK_SECRET: 'short',
    METRICS_LISTEN: '9464',
  };
  const complaints = () => parseConfig({ ...complete, ...wrong });
  expect(complaints).toThrow(
    /BOUNCE_ADDRESS: must be an address such as bounces@app\.example, with at most 12/,
  );
  expect(complaints).toThrow(/BOUNCE_HOOK_SECRET: must have at least 32 characters/);
  expect(complaints).toThrow(/METRICS_LISTEN: must be host:port/);
  expect(() => parseConfig({ ...complete, METRICS_LISTEN: 'a:70000' })).toThrow(/at most 65535/);
  expect(() => parseConfig({ ...complete, BOUNCE_LISTEN: '0.0.0.0:25' })).toThrow(
    /BOUNCE_LISTEN: needs BOUNCE_ADDRESS/,
  );
});
