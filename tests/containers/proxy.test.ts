import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findNginx } from '../../scripts/servers/nginx.mjs';
import { ask, startStackProxy, type StackProxy } from './_proxy.ts';

/** Without nginx these tests are left out, and the run's last lines say why. */
const nginx = await findNginx();
const withNginx = typeof nginx === 'string' ? test.skip : test;
const why = typeof nginx === 'string' ? ` (not tried: ${nginx})` : '';

/** By how many proxies are in the way: none, the stack's own, one more in front that ends TLS. */
const proxies: StackProxy[] = [];
beforeAll(async () => {
  if (typeof nginx === 'string') return;
  for (const hops of [0, 1, 2]) proxies.push(await startStackProxy(nginx, hops));
});
afterAll(() => Promise.all(proxies.map((proxy) => proxy.stop())));

const proxyWith = (hops: number): StackProxy => proxies[hops] as StackProxy;
const heardFrom = async (hops: number, forwarded: string): Promise<string | undefined> => {
  const { keycloakUrl } = proxyWith(hops);
  const { served, heads } = await ask(keycloakUrl, forwarded ? { 'x-forwarded-for': forwarded } : {});
  expect(served).toBe('keycloak');
  return heads['x-forwarded-for'];
};

withNginx(`Keycloak hears one address, whatever a visitor claims${why}`, async () => {
  const claims = ['', '10.1.1.1', '10.1.1.1, 10.2.2.2', ',,', '"', '10.1.1.1,end', 'a'.repeat(2000)];
  const heard = await Promise.all(claims.map((claim) => heardFrom(1, claim)));
  expect([...new Set(heard)]).toEqual(['127.0.0.1']);
  expect(await heardFrom(0, '10.1.1.1')).toBe('127.0.0.1');
});

withNginx(`behind a proxy in front Keycloak hears whom that one saw${why}`, async () => {
  expect(await heardFrom(2, '192.0.2.7')).toBe('192.0.2.7');
  expect(await heardFrom(2, '10.1.1.1, 192.0.2.7')).toBe('192.0.2.7');
  expect(await heardFrom(2, '10.1.1.1,2001:db8::7 ')).toBe('2001:db8::7');
  // somebody who got past that one
  expect(await heardFrom(2, '')).toBe('127.0.0.1');
});

withNginx(`Einlass hears all addresses and counts from the end${why}`, async () => {
  const { webUrl } = proxyWith(2);
  const { served, heads } = await ask(webUrl, { 'x-forwarded-for': '10.1.1.1, 192.0.2.7' });
  expect([served, heads['x-forwarded-for']]).toEqual(['web', '10.1.1.1, 192.0.2.7, 127.0.0.1']);
});

withNginx(`both hear by which name and how they were asked${why}`, async () => {
  const { webUrl, keycloakUrl } = proxyWith(1);
  for (const url of [webUrl, keycloakUrl]) {
    const { host } = new URL(url);
    const plain = await ask(url, { 'x-forwarded-host': 'evil.example' });
    expect(plain.heads).toMatchObject({
      host,
      'x-forwarded-host': host,
      'x-forwarded-proto': 'http',
    });
    const overTls = await ask(url, { 'x-forwarded-proto': 'https' });
    expect(overTls.heads['x-forwarded-proto']).toBe('https');
  }
});

withNginx(`an import of 20 MB passes, and no path is written anywhere${why}`, async () => {
  const { webUrl, output } = proxyWith(1);
  const { path, body } = await ask(`${webUrl}/l/a-secret-of-a-link`, {}, 'x'.repeat(20_000_000));
  expect([path, body.length]).toEqual(['/l/a-secret-of-a-link', 20_000_000]);
  expect(await output()).not.toContain('a-secret-of-a-link');
});
