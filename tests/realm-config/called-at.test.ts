import { expect, test } from '@jest/globals';
import { desiredRealm } from '../../realm-config/index.ts';

const [publicUrl, calledAt] = ['https://zugang.muster.example', 'http://proxy:3000'];

/** Every value below, with the name of its field, that holds this address. */
const fieldsWith = (address: string, value: unknown, name = ''): string[] => {
  if (typeof value === 'string') return value.includes(address) ? [name] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    fieldsWith(address, inner, Array.isArray(value) ? name : key),
  );
};

test('what Keycloak calls itself is at the inner address, what browsers and signatures name at the public one', () => {
  const input = { realm: 'einlass', publicUrl, displayName: 'Muster AG' };
  const inner = fieldsWith(calledAt, desiredRealm({ ...input, calledAt }));
  expect([...new Set(inner)].sort()).toEqual(['backchannel.logout.url', 'jwks.url', 'jwksUrl', 'tokenUrl']);
  const everywhere = fieldsWith(publicUrl, desiredRealm(input));
  const outer = fieldsWith(publicUrl, desiredRealm({ ...input, calledAt }));
  expect([...outer, ...inner].sort()).toEqual(everywhere.sort());
  expect(outer).toEqual(expect.arrayContaining(['issuer', 'authorizationUrl', 'clientAssertionAudience']));
});
