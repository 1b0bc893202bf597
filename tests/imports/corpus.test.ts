import { expect, test } from '@jest/globals';
import { archives } from './corpus/archives.ts';
import { markup } from './corpus/markup.ts';
import { answerOf } from './corpus/specimen.ts';

const corpus = { archives, markup };

for (const [part, specimens] of Object.entries(corpus)) {
  test.each(specimens.map((specimen) => [specimen.name, specimen] as const))(
    `${part}: %s`,
    async (_name, { content, answer }) => {
      expect(await answerOf(await content())).toEqual(answer);
    },
  );
}
