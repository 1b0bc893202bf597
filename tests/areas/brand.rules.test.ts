import { expect, test } from '@jest/globals';
import { brandSheet, darkGround } from '../../sidecar/areas/brand.rules.ts';
import { contrast } from '../../sidecar/areas/colour.rules.ts';

const values = (sheet: string): ReadonlyMap<string, string> =>
  new Map(
    [...sheet.matchAll(/--einlass-([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
const steps = ['00', '33', '66', '80', '99', 'cc', 'ff'];
const colours = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => `#${red}${green}${blue}`)),
);

test('whatever colour was chosen, everything can be read in both schemes', () => {
  // the last one has a contrast of less than 4.5 both to white and to the ink of our pages
  for (const accent of [...colours, '#7a1f3d', '#ffd500', '#c65d21']) {
    const of = values(brandSheet({ accent }));
    const pairs = [
      ['on-accent', 'accent'],
      ['on-accent', 'accent-hover'],
      ['dark-on-accent', 'dark-accent'],
      ['dark-on-accent', 'dark-accent-hover'],
    ].map(([text = '', ground = '']) => [of.get(text), of.get(ground)]);
    const all = [...pairs, [of.get('text'), '#ffffff'], [of.get('dark-text'), darkGround]];
    const least = Math.min(...all.map(([text = '', ground = '']) => contrast(text, ground)));
    expect({ accent, readable: least >= 4.5 }).toEqual({ accent, readable: true });
    // a button is seen where it stands
    expect(contrast(of.get('accent') ?? '', '#ffffff')).toBeGreaterThanOrEqual(1.2);
    expect(contrast(of.get('dark-accent') ?? '', darkGround)).toBeGreaterThanOrEqual(2);
  }
});

test('the colour itself is worn where it can be', () => {
  const of = values(brandSheet({ accent: '#7a1f3d' }));
  expect([of.get('accent'), of.get('text')]).toEqual(['#7a1f3d', '#7a1f3d']);
  expect(values(brandSheet({ accent: '#ffd500' })).get('accent')).toBe('#ffd500');
});

test('without a logo the name has its place, and no address ends the sheet early', () => {
  expect(
    [...values(brandSheet({ accent: '#7a1f3d' })).keys()].filter((name) => /logo|name/.test(name)),
  ).toEqual([]);
  const sheet = brandSheet({ accent: '#7a1f3d', logo: 'https://a.example/") } body { color: red' });
  expect(sheet.match(/"/g)).toHaveLength(2);
  expect(
    values(brandSheet({ accent: '#7a1f3d', logo: 'https://a.example/brand/logo?v=2' })).get('logo'),
  ).toBe('url("https://a.example/brand/logo?v=2")');
});
