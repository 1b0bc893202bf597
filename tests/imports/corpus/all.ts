import { archives } from './archives.ts';
import { dialects } from './dialects.ts';
import { foreign } from './foreign.ts';
import { honest } from './honest.ts';
import { markup } from './markup.ts';
import type { Specimen } from './specimen.ts';
import { textFiles } from './text-files.ts';

/** Every file of the corpus, built when it is read. */
export const corpus: Readonly<Record<string, readonly Specimen[]>> = {
  archives,
  markup,
  foreign,
  'text files': textFiles,
  honest,
  dialects,
};
