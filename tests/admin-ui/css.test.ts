import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { buildCss, styles } from '../../scripts/build-css.ts';
import { saidIn, withoutUnread } from '../../scripts/css/used.ts';

const assets = join(import.meta.dirname, '../../sidecar/admin-ui/assets');

test.each(Object.entries(buildCss()))('%s is what scripts/build-css.ts makes (else run it)', (name, css) => {
  expect(readFileSync(join(assets, name), 'utf8') === css).toBe(true);
});

test('a public page stays light on a phone, as it travels', () => {
  expect(gzipSync(readFileSync(join(assets, 'public.css'))).length).toBeLessThan(11_000);
});

test('a public page defines every property of a component that it reads', () => {
  const css = readFileSync(join(assets, 'public.css'), 'utf8');
  const names = (pattern: RegExp) => [...css.matchAll(pattern)].map(([, name]) => name);
  const defined = new Set(names(/(--pf-v6-c-[\w-]+)\s*:/g));
  expect(names(/var\(\s*(--pf-v6-c-[\w-]+)/g).filter((name) => !defined.has(name))).toEqual([]);
});

test('a public page has no rule of a component for what its markup never says, and no property that nothing reads', () => {
  const markup = '<p class="pf-v6-c-a pf-m-said">';
  const css =
    '.pf-v6-c-a{--pf-v6-c-a--One: 1;--pf-v6-c-a--Two: var(--pf-v6-c-a--One);--pf-v6-c-a--Three: 3;top: var(--pf-v6-c-a--Three);}';
  const rules = `${css}.pf-v6-c-a.pf-m-said:not(.pf-m-unsaid), .pf-v6-c-a.pf-m-unsaid{left: 0;}`;
  expect(withoutUnread(saidIn(markup, rules)).replace(/\s/g, '')).toBe(
    '.pf-v6-c-a{--pf-v6-c-a--Three:3;top:var(--pf-v6-c-a--Three);}.pf-v6-c-a.pf-m-said:not(.pf-m-unsaid){left:0;}',
  );
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
