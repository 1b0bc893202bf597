import { z } from 'zod';
import { cleanLine, cleanText } from '../platform/text.rules.ts';

const problem = (name: string): string => `access-requests.module.problem.${name}`;
export const moduleLimits = { name: 80, text: 1000 } as const;
const words = (max: number, clean: (typed: string) => string) =>
  z
    .string()
    .max(8000)
    .default('')
    .transform(clean)
    .pipe(z.string().min(1, problem('missing')).max(max, problem('long')));

const typed = {
  name: words(moduleLimits.name, cleanLine),
  textDe: words(moduleLimits.text, cleanText),
  textEn: words(moduleLimits.text, cleanText),
};
const version = z.coerce.number().int().min(1);

export const newModuleForm = z.object(typed);
export const moduleForm = z.object({ ...typed, version });
export const removeModuleForm = z.object({ version });
export const moveModuleForm = z.object({ direction: z.enum(['up', 'down']) });
export type ModuleForm = z.output<typeof newModuleForm>;

export const moduleLabels = {
  name: 'access-requests.module.field.name',
  textDe: 'access-requests.module.field.textDe',
  textEn: 'access-requests.module.field.textEn',
};
