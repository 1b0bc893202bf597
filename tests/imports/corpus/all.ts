import { archives } from './archives.ts';
import { dialects } from './dialects.ts';
import { foreign } from './foreign.ts';
import { honest } from './honest.ts';
import { markup } from './markup.ts';
import type { Specimen } from './specimen.ts';
import { textFiles } from './text-files.ts';

type Corpus = Readonly<Record<string, readonly Specimen[]>>;

/** Files that mean harm or are broken, and files that are strange only; each is built when it is read. */
export const hostileFiles: Corpus = { archives, markup, foreign };
export const strangeFiles: Corpus = { 'text files': textFiles, honest, dialects };
