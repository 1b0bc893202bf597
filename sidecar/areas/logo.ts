import type { LogoType } from './network-settings.table.ts';

/** What is wrong with a picture; each has a text `areas.settings.problem.logo.<problem>`. */
export type LogoProblem = 'missing' | 'tooLarge' | 'kind' | 'broken' | 'interlaced' | 'tooManyPixels';
export type LogoVerdict = { mediaType: LogoType } | { problem: LogoProblem };
