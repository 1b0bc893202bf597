import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = readdirSync(join(root, 'docs')).filter((name) => /^connect.*\.md$/.test(name));
const shown = pages.flatMap((page) =>
  [...read(join('docs', page)).matchAll(/^```\S+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, file = '', text]) => ({
      page,
      file,
      text,
    }),
  ),
);
const recipes = readdirSync(join(root, 'tests/apps'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(root, 'tests/apps', name)).map((file) => `tests/apps/${name}/${file}`),
  );

test.each(shown)('$page shows $file as it is', ({ file, text }) => {
  expect(text).toBe(read(file));
});

test('each file of a recipe is shown once', () => {
  expect(shown.map(({ file }) => file).toSorted()).toEqual(recipes.toSorted());
});

/** Node reads the recipes as they are: with their types taken out and nothing else changed. */
test('no recipe needs more of TypeScript than Node can leave out', () => {
  for (const { file, text } of shown.filter(({ file }) => file.endsWith('.ts')))
    expect([
      file,
      text?.match(/^\s*(export )?(enum|namespace) |constructor\((private|public|readonly) /m),
    ]).toEqual([file, null]);
});
