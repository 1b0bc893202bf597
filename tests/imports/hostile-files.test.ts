import { describe, expect, test } from '@jest/globals';
import { hostileFiles } from './corpus/all.ts';
import { answerOf } from './corpus/specimen.ts';

describe.each(Object.entries(hostileFiles))('%s', (_part, specimens) => {
  test.each(specimens.map((specimen) => [specimen.name, specimen] as const))(
    '%s',
    async (_name, { content, answer }) => {
      expect(await answerOf(await content())).toEqual(answer);
    },
    // seconds of pure computing, which a busy machine makes many
    240_000,
  );
});
