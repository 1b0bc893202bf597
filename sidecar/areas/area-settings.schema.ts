import { z } from 'zod';
import { cleanLine } from '../platform/text.rules.ts';
import type { AreaSettings } from './area-settings.store.ts';

const problem = (name: string) => `areas.area.problem.${name}`;
export const areaLimits = { name: 120, startAppUrl: 300 } as const;
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An app's address as browsers write it: https, or http on this machine; undefined for any other. */
export function appAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === 'http:' && ownMachine.has(url.hostname);
  if (!url || !(url.protocol === 'https:' || plain) || url.username || url.password) return undefined;
  return /\s/.test(text) ? undefined : url.href;
}

const yes = z
  .enum(['yes', 'no'], problem('choice'))
  .default('no')
  .transform((value) => value === 'yes');

export const areaSettingNames = ['name', 'startAppUrl', 'openRegistration', 'mismatchRequest'] as const;

export const areaForm = z.object({
  version: z.coerce.number().int().min(1),
  name: z
    .string()
    .max(4000)
    .default('')
    .transform(cleanLine)
    .pipe(z.string().min(1, problem('name')).max(areaLimits.name, problem('long'))),
  startAppUrl: z
    .string()
    .max(4000)
    .default('')
    .transform((text, context) => {
      const typed = text.trim();
      if (typed === '') return null;
      const address = appAddress(typed);
      if (address !== undefined && address.length <= areaLimits.startAppUrl) return address;
      context.addIssue({ code: 'custom', message: problem('startAppUrl') });
      return z.NEVER;
    }),
  openRegistration: yes,
  mismatchRequest: yes,
});
export type AreaForm = z.output<typeof areaForm>;

/** Names of the fields on the page. */
export const areaLabels: Readonly<Record<keyof AreaSettings, string>> = {
  name: 'areas.area.field.name',
  startAppUrl: 'areas.area.field.startAppUrl',
  openRegistration: 'areas.area.field.openRegistration',
  mismatchRequest: 'areas.area.field.mismatchRequest',
};
