import type { Area } from '../areas/area.ts';
import { type Action, areasFor, can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';

export const areasPath = '/admin/settings/areas';
export const modulesPath = '/admin/settings/reject-modules';
/** Who decides the requests of an area also says what it asks. */
export const right: Action = 'requests.decide';

export const areaHref = ({ id }: Pick<Area, 'id'>): string => `${areasPath}/${id}`;

/** The area of an address, where this person decides its requests; any other answers like one that does not exist. */
export function areaOf({ actor, tree }: AdminScope, id: string | undefined): Area {
  const area = tree.byId(id ?? '');
  if (!area || !can(tree, actor, right, area.id)) throw new AppError('not_found');
  return area;
}

export const maySwitch = ({ actor, tree }: AdminScope): boolean =>
  areasFor(tree, actor, 'network.manage').length > 0;

/** The way back, for the pages below *Bereiche*. */
export const areaTrail = (t: Translate, area: Area, title?: string) => [
  { href: areasPath, text: t('access-requests.areas.title') },
  ...(title === undefined
    ? [{ text: area.name }]
    : [{ href: areaHref(area), text: area.name }, { text: title }]),
];
