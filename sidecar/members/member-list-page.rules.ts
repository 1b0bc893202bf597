import { roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText, origins } from '../audit/words.rules.ts';
import { locales } from '../platform/i18n.ts';
import type { Translate } from '../platform/i18n.ts';
import type { ListViewer } from './member-filter.rules.ts';
import {
  listedStates,
  type MemberFilter,
  type MemberOrder,
  sortColumns,
  troubles,
} from './member-filter.schema.ts';
import { areaLabel } from './person-form.rules.ts';

const path = '/admin/members';
/** Imports that may be asked for, newest first; brought by who knows imports. */
export type ImportChoice = { id: string; text: string };
type Option = { value: string; text: string };
type Given = {
  filter: MemberFilter;
  viewer: ListViewer;
  scope: AdminScope;
  t: Translate;
  imports: readonly ImportChoice[];
};

/** The address of this list with other parameters; `undefined` takes one away. The page always begins anew. */
export function listAddress(
  url: string,
  change: Readonly<Record<string, string | undefined>>,
  base = path,
): string {
  const there = new URL(url, 'http://localhost').searchParams;
  const kept = [...there].filter(([name, value]) => value !== '' && !(name in change) && !passing.has(name));
  const added = Object.entries(change).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams([...kept, ...added]).toString();
  return query === '' ? base : `${base}?${query}`;
}
const passing = new Set(['page', 'lang', 'select', 'made', 'note', 'count', 'left']);

/** The filters and the order alone, as forms and links carry them on. */
export function listQuery(url: string): string {
  return listAddress(url, { size: undefined }, '').slice(1);
}

const choices = (t: Translate, key: string, values: readonly string[]): Option[] =>
  values.map((value) => ({ value, text: t(`${key}.${value}`) }));

function optionsOf({ viewer, scope: { tree }, t, imports }: Given): Record<string, Option[]> {
  const visible = new Set(viewer.areaIds);
  const areas = tree.areas.filter(({ id }) => visible.has(id));
  return {
    area: areas.map((area) => ({ value: area.id, text: areaLabel(areas, area) })),
    below: choices(t, 'members.filter.below', ['no']),
    role: choices(t, 'areas.role', roles),
    highest: choices(t, 'areas.role', roles),
    state: choices(t, 'members.state', listedStates),
    origin: origins.map((origin) => ({ value: origin, text: codeText(t, 'origin', origin) })),
    import: imports.map(({ id, text }) => ({ value: id, text })),
    locale: choices(t, 'platform.language', locales),
    email: choices(t, 'members.filter.email', ['yes', 'no']),
    trouble: choices(
      t,
      'members.filter.trouble',
      viewer.loose ? troubles : troubles.filter((one) => one !== 'noGrant'),
    ),
  };
}

const fieldNames = [
  'area',
  'below',
  'role',
  'highest',
  'state',
  'origin',
  'import',
  'locale',
  'email',
  'trouble',
] as const;

/** The form of filters as the partial admin-ui/_field draws it; a filter without a choice is not offered. */
export function filterFields(given: Given) {
  const options = optionsOf(given);
  return fieldNames
    .map((name) => {
      const any = {
        value: '',
        text: given.t(name === 'below' ? 'members.filter.below.yes' : 'members.filter.any'),
      };
      const own = options[name] ?? [];
      return {
        name,
        label: given.t(`members.filter.${name}.label`),
        value: given.filter[name] ?? '',
        options: [any, ...own],
        empty: own.length === 0,
      };
    })
    .filter(({ empty }) => !empty);
}

/** One chip an active filter, with the address of the list without it. */
export function filterChips(given: Given, url: string, base = path) {
  const options = optionsOf(given);
  const { filter, t } = given;
  const search = {
    label: t('members.filter.q.label'),
    text: filter.q,
    href: listAddress(url, { q: undefined }, base),
  };
  const chips = fieldNames.flatMap((name) => {
    const value = filter[name];
    if (value === undefined || (name === 'below' && filter.area === undefined)) return [];
    const text = options[name]?.find((option) => option.value === value)?.text ?? t('members.filter.unknown');
    const without = name === 'area' ? { area: undefined, below: undefined } : { [name]: undefined };
    return [{ label: t(`members.filter.${name}.label`), text, href: listAddress(url, without, base) }];
  });
  return filter.q === '' ? chips : [search, ...chips];
}

const widths = { name: 15, contact: 20, areas: 20, highest: 15, state: 15, origin: 10 } as const;

/** The titles as links that sort; pressing the current one turns it round. */
export function sortLinks(t: Translate, url: string, { sort, dir }: MemberOrder) {
  return sortColumns.map((column) => {
    const current = column === sort;
    const turned = current && dir === 'asc' ? 'desc' : undefined;
    return {
      text: t(`members.list.columns.${column}`),
      width: widths[column],
      href: listAddress(url, { sort: column === 'name' ? undefined : column, dir: turned }),
      ...(current
        ? { aria: dir === 'asc' ? 'ascending' : 'descending', icon: dir === 'asc' ? 'up' : 'down' }
        : {}),
    };
  });
}

export function isFiltered(filter: MemberFilter): boolean {
  return filter.q !== '' || fieldNames.some((name) => filter[name] !== undefined);
}
