import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildCss, styles } from '../../scripts/build-css.ts';

const assets = join(import.meta.dirname, '../../sidecar/admin-ui/assets');

test.each(Object.entries(buildCss()))('%s is what scripts/build-css.ts makes (else run it)', (name, css) => {
  expect(readFileSync(join(assets, name), 'utf8') === css).toBe(true);
});

test('a public page stays light on a phone', () => {
  expect(readFileSync(join(assets, 'public.css')).length).toBeLessThan(60_000);
});

test.each(Object.entries(styles))(
  '%s asks nobody else for anything and defines every token that our own rules use',
  (name, own) => {
    const css = readFileSync(join(assets, name), 'utf8');
    expect(css).not.toMatch(/https?:|@import/);
    const defined = new Set(css.match(/--pf-t--[\w-]+(?=:)/g));
    const used = own.flatMap(
      (file) => readFileSync(join(assets, '../styles', file), 'utf8').match(/--pf-t--[\w-]+/g) ?? [],
    );
    expect(used.filter((token) => !defined.has(token))).toEqual([]);
  },
);

test('every file of our own rules is in a style sheet', () => {
  const used = new Set(['fonts.css', ...Object.values(styles).flat()]);
  expect(readdirSync(join(assets, '../styles')).filter((file) => !used.has(file))).toEqual([]);
});
