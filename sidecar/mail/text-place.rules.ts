import type { Area } from '../areas/area.ts';
import { type Action, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { isLocale, type Locale } from '../platform/i18n.ts';
import type { TextKind } from './kind.ts';
import { isTextKind } from './kinds.ts';

export const textsPath = '/admin/settings/mail-texts';
export const right: Action = 'mail.texts';

/** Of which text an address speaks, with its area. */
export type Place = { area: Area; areaId: string; kind: TextKind; locale: Locale };

/** `werk-nord.invitation.de`, as addresses name a text. */
export const textHref = (area: Area, kind: TextKind, locale: Locale): string =>
  `${textsPath}/${area.slug}.${kind}.${locale}`;
export const listHref = (area: Area): string => `${textsPath}?area=${area.slug}`;

/** The text of an address, where this person may edit it; any other answers like one that does not exist. */
export function placeOf({ actor, tree }: AdminScope, id: string | undefined): Place {
  const [slug = '', kind, locale, ...more] = (id ?? '').split('.');
  const area = tree.bySlug(slug);
  const known = isTextKind(kind) && isLocale(locale) && more.length === 0;
  if (!area || !known || !can(tree, actor, right, area.id)) throw new AppError('not_found');
  return { area, areaId: area.id, kind, locale };
}
