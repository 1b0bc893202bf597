import { expect, test } from '@jest/globals';
import { isOwnRequest, localPath, opensPage } from '../../sidecar/platform/http/guard.rules.ts';

const own = 'https://zugang.muster.example';

test.each(['GET', 'HEAD', 'OPTIONS'])('%s needs no proof', (method) => {
  expect(isOwnRequest(method, { fetchSite: 'cross-site', origin: 'https://evil.example' }, own)).toBe(true);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s needs proof: no header, a foreign one or another site is refused',
  (method) => {
    expect(isOwnRequest(method, {}, own)).toBe(false);
    expect(isOwnRequest(method, { origin: 'https://evil.example' }, own)).toBe(false);
    expect(isOwnRequest(method, { origin: 'null' }, own)).toBe(false);
    expect(isOwnRequest(method, { origin: own }, own)).toBe(true);
    for (const fetchSite of ['cross-site', 'same-site', 'none', 'SAME-ORIGIN', ''])
      expect(isOwnRequest(method, { fetchSite, origin: own }, own)).toBe(false);
    expect(isOwnRequest(method, { fetchSite: 'same-origin', origin: 'null' }, own)).toBe(true);
  },
);

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  '/a\r\nSet-Cookie: x',
  undefined,
  7,
])('going back to %p goes to the fallback', (value) => {
  expect(localPath(value, '/admin')).toBe('/admin');
});

test('a path of our own is gone back to, with its query', () => {
  expect(localPath('/admin/members?q=M%C3%BCller&page=2', '/admin')).toBe(
    '/admin/members?q=M%C3%BCller&page=2',
  );
});

test('a page is opened by a browser, or by what says nothing of itself; never by what embeds', () => {
  expect([undefined, 'document'].map(opensPage)).toEqual([true, true]);
  for (const dest of ['image', 'iframe', 'script', 'empty', 'object', ''])
    expect(opensPage(dest)).toBe(false);
});
