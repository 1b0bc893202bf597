import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { gallery, parts, pictureNames } from './_gallery.ts';
import { screens } from './_shoot.ts';

test.each(parts)('docs/screens/$folder has a picture of each page and no other', (part) => {
  const there = readdirSync(join(screens, part.folder)).toSorted();
  expect(there).toEqual(
    pictureNames(part)
      .map((name) => `${name}.png`)
      .toSorted(),
  );
});

test('the index shows them all: run "npm run screens" after a change of the list', () => {
  expect(readFileSync(join(screens, 'README.md'), 'utf8')).toBe(gallery());
});
