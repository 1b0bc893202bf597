import type { RefusedForm } from '../platform/http/form.rules.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { ViewData } from '../platform/views.ts';
import { pageOf } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';

/** The page in the language of the request; `refused` is a form that has to be mended. */
export type Shown = { locale: Locale; t: Translate; refused?: RefusedForm; note?: CodeNote | undefined };
/** What became of asking for another mail. */
export const codeNotes = ['resent', 'tooSoon'] as const;
export type CodeNote = (typeof codeNotes)[number];

/** One of the pages of a registration, with the address that its forms go below. */
export function view(name: string, row: Registration, data: ViewData, status = 200): Reply {
  return { view: `registration/${name}`, data: { ...data, base: pageOf(row.id) }, status };
}
