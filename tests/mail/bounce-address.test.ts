import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { bounceAddresses } from '../../sidecar/mail/bounce-address.rules.ts';

const [old, newer] = [randomBytes(32), randomBytes(32)];
const before = { current: 1, keys: new Map([[1, old]]) };
const rotated = {
  current: 2,
  keys: new Map([
    [1, old],
    [2, newer],
  ]),
};
const own = 'bounces@app.example';

test('the id comes back from its address, also in capitals, at another case of the domain and after keys were rotated', () => {
  const { envelopeFrom, messageIdOf } = bounceAddresses(own, before);
  const extremes = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  for (const id of [...extremes, ...Array.from({ length: 50 }, () => randomUUID())]) {
    const address = envelopeFrom(id);
    expect(messageIdOf(address)).toBe(id);
    expect(messageIdOf(address.toUpperCase())).toBe(id);
    expect(bounceAddresses('Bounces@App.Example', rotated).messageIdOf(address)).toBe(id);
  }
});

test('the longest local part that is allowed fits into 64 octets', () => {
  const address = bounceAddresses('a-long-local@app.example', before).envelopeFrom(randomUUID());
  expect(address.indexOf('@')).toBe(64);
});

test('what we did not make opens nothing', () => {
  const { envelopeFrom, messageIdOf } = bounceAddresses(own, before);
  const address = envelopeFrom(randomUUID());
  const other = envelopeFrom(randomUUID());
  const mac = (text: string): string => text.slice(text.indexOf('.'), text.indexOf('@'));
  const foreign = [
    own,
    address.replace(mac(address), mac(other)),
    address.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@')),
    address.replace('+', '+0'),
    address.replace('@app.example', '@app.example.evil.example'),
    address.replace('@', '@evil.example,@'),
    address.replace('bounces', 'bounce'),
    address.replace(mac(address), '.'),
    `bounces+@app.example`,
    `x${address}`,
    bounceAddresses(own, { current: 2, keys: new Map([[2, newer]]) }).envelopeFrom(randomUUID()),
    bounceAddresses('other@app.example', before).envelopeFrom(randomUUID()),
    '',
  ];
  expect(foreign.map(messageIdOf)).toEqual(foreign.map(() => undefined));
});
