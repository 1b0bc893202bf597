import { expect, test } from '@jest/globals';
import { archives } from './corpus/archives.ts';
import { dialects } from './corpus/dialects.ts';
import { foreign } from './corpus/foreign.ts';
import { honest } from './corpus/honest.ts';
import { markup } from './corpus/markup.ts';
import { answerOf } from './corpus/specimen.ts';
import { textFiles } from './corpus/text-files.ts';

const corpus = { archives, markup, foreign, textFiles, honest, dialects };

for (const [part, specimens] of Object.entries(corpus)) {
  test.each(specimens.map((specimen) => [specimen.name, specimen] as const))(
    `${part}: %s`,
    async (_name, { content, answer }) => {
      expect(await answerOf(await content())).toEqual(answer);
    },
  );
}
