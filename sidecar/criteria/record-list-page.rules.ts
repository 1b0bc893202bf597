import { roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import { type ImportChoice, listAddress } from '../members/member-list-page.rules.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import {
  filterNames,
  recordColumns,
  type RecordFilter,
  type RecordOrder,
  recordSorts,
} from './record-list.schema.ts';
import { type RecordViewer, registrationsPath, shownStates } from './record-scope.rules.ts';

type Option = { value: string; text: string };
type Given = {
  filter: RecordFilter;
  viewer: RecordViewer;
  scope: AdminScope;
  t: Translate;
  imports: readonly ImportChoice[];
};

/** The address of this list with other parameters; the page begins anew. */
export const recordsAddress = (url: string, change: Readonly<Record<string, string | undefined>>): string =>
  listAddress(url, change, registrationsPath);

function optionsOf({ viewer, scope: { tree }, t, imports }: Given): Record<string, Option[]> {
  const visible = new Set(viewer.areaIds);
  const areas = tree.areas.filter(({ id }) => visible.has(id));
  return {
    state: shownStates.map((value) => ({ value, text: t(`criteria.state.${value}`) })),
    area: areas.map((area) => ({ value: area.id, text: areaLabel(areas, area) })),
    role: roles.map((value) => ({ value, text: t(`areas.role.${value}`) })),
    origin: ['manual', 'import'].map((value) => ({ value, text: codeText(t, 'origin', value) })),
    import: imports.map(({ id, text }) => ({ value: id, text })),
  };
}

/** The form of filters as the partial admin-ui/_field draws it, and one chip for each that is set. */
export function filterForm(given: Given, url: string) {
  const { filter, t } = given;
  const options = optionsOf(given);
  const label = (name: string) => t(`criteria.filter.${name}`);
  const any = { value: '', text: t('members.filter.any') };
  const fields = filterNames
    .filter((name) => (options[name]?.length ?? 0) > 0)
    .map((name) => ({
      name,
      label: label(name),
      value: filter[name] ?? '',
      options: [any, ...(options[name] ?? [])],
    }));
  const chips = filterNames.flatMap((name) => {
    const value = filter[name];
    if (value === undefined) return [];
    const text = options[name]?.find((option) => option.value === value)?.text ?? t('members.filter.unknown');
    return [{ label: label(name), text, href: recordsAddress(url, { [name]: undefined }) }];
  });
  const search = {
    label: t('members.filter.q.label'),
    text: filter.q,
    href: recordsAddress(url, { q: undefined }),
  };
  return { fields, chips: filter.q === '' ? chips : [search, ...chips] };
}

const widths = { name: 30, areas: 25, ends: 15, state: 15, created: 15 } as const;

/** The titles, those that can be sorted by as links; pressing the current one turns it round. */
export function columnTitles(t: Translate, url: string, { sort, dir }: RecordOrder) {
  return recordColumns.map((column) => {
    const head = { text: t(`criteria.list.columns.${column}`), width: widths[column] };
    const sorts = recordSorts.find((each) => each === column);
    if (!sorts) return head;
    const first = sorts === 'created' ? 'desc' : 'asc';
    const turned = first === 'asc' ? 'desc' : 'asc';
    const current = sorts === sort;
    const href = recordsAddress(url, { sort: sorts, dir: current && dir === first ? turned : first });
    const shown = { aria: dir === 'asc' ? 'ascending' : 'descending', icon: dir === 'asc' ? 'up' : 'down' };
    return { ...head, href, ...(current ? shown : {}) };
  });
}
