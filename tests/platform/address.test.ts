import { expect, test } from '@jest/globals';
import { visitorKey } from '../../sidecar/platform/http/address.rules.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, ''],
])('%p counts as %p', (address, key) => {
  expect(visitorKey(address)).toBe(key);
});

test('all addresses of one /64 are one visitor, those of the next are another', () => {
  const keys = Array.from({ length: 50 }, (_, index) => visitorKey(`2001:db8:1:2:${index.toString(16)}::1`));
  expect(new Set(keys).size).toBe(1);
  expect(visitorKey('2001:db8:1:3::1')).not.toBe(keys[0]);
});
