import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { kinds, retentionKeys } from '../../sidecar/retention/kinds.rules.ts';

const page = readFileSync(new URL('../../docs/data-protection.md', import.meta.url), 'utf8');
const chapter = page.split(/^## /m).find((part) => part.startsWith('How long')) ?? '';

test('docs/data-protection.md names every kind with its period as it is, in the order of a night', () => {
  const rows = [...chapter.matchAll(/^\| `(\w+)` \| .+? \| (\d+) \| (\d+) to (\d+)(, or never)? \|/gm)];
  expect(
    rows.map(([, key, days, least, most, never]) => [
      key,
      Number(days),
      Number(least),
      Number(most),
      never !== undefined,
    ]),
  ).toEqual(
    retentionKeys.map((key) => [key, kinds[key].days, kinds[key].least, kinds[key].most, kinds[key].never]),
  );
});
