import { expect, test } from '@jest/globals';
import { areaName, manages, openAreas } from '../../scripts/sample-app/access.rules.ts';
import { html } from '../../scripts/sample-app/html.ts';

test('one line an area with the highest role; unknown roles and broken values open nothing', () => {
  const claim = [
    'werk-nord:member',
    'werk-nord:editor',
    'zentrale:member',
    'werk-sued:boss',
    'x',
    '',
    7,
    ':editor',
  ];
  expect(openAreas({ access: claim })).toEqual([
    { slug: 'werk-nord', role: 'editor' },
    { slug: 'zentrale', role: 'member' },
  ]);
  expect(openAreas({})).toEqual([]);
  expect(openAreas({ access: 'werk-nord:editor' })).toEqual([]);
});

test('only managing roles lead to access management', () => {
  expect(manages(openAreas({ access: ['a:editor'] }))).toBe(false);
  expect(manages(openAreas({ access: ['a:member', 'b:newsroom_manager'] }))).toBe(true);
});

test('areas have names that can be read', () => {
  expect(['werk-sued', 'lager-2-ost', 'constructor', '__proto__'].map(areaName)).toEqual([
    'Werk Süd',
    'Lager-2 Ost',
    'Constructor',
    '__proto__',
  ]);
});

test('what is put into a page is escaped, what is a page already is not', () => {
  const name = `<img src=x onerror="alert('1')">&`;
  expect(html`<p title="${name}">${html`<b>${name}</b>`}</p>`.text).toBe(
    '<p title="&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;">' +
      '<b>&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;</b></p>',
  );
});
