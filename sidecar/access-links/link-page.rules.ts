import { areasFor } from '../areas/policy.rules.ts';
import { isRole } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import { shownStates } from './access-link.rules.ts';
import type { LinkCounts, LinkRow } from './link.read-model.ts';
import { filterAddress, type LinkFilter, type LinkQuery } from './link.schema.ts';

export const linksPath = '/admin/access-links';
export const batchesPath = `${linksPath}/batches`;
export const right = 'links.write';

export const roleText = (t: Translate, role: string): string =>
  isRole(role) ? t(`areas.role.${role}`) : role;

/** The form of filters, as the partial admin-ui/_field draws it. */
export function filterFields({ tree, actor }: AdminScope, t: Translate, { area, q }: LinkFilter) {
  const own = new Set(areasFor(tree, actor, right));
  const areas = tree.areas.filter(({ id }) => own.has(id));
  const options = areas.map((one) => ({ value: one.id, text: areaLabel(areas, one) }));
  const any = { value: '', text: t('access-links.filter.any') };
  return [
    { name: 'q', label: t('access-links.filter.q'), value: q, max: 200, plain: true },
    { name: 'area', label: t('access-links.filter.area'), value: area ?? '', options: [any, ...options] },
  ];
}

/** What a filter says, in words; `purpose` of the batch that it names. */
export function filterFacts(
  { tree }: Pick<AdminScope, 'tree'>,
  t: Translate,
  { q, area, state }: LinkFilter,
  purpose: string | undefined,
) {
  const facts = [
    ['batch', purpose],
    ['q', q],
    ['area', area && tree.byId(area)?.name],
    ['state', state && t(`access-links.state.${state}`)],
  ] as const;
  return facts.flatMap(([name, text]) => (text ? [{ label: t(`access-links.filter.${name}`), text }] : []));
}

/** What was done a moment ago, in words. */
export function noteOf(
  { t, locale }: { t: Translate; locale: Locale },
  { note, count }: Pick<LinkQuery, 'note' | 'count'>,
): string | undefined {
  return (
    note && t(`access-links.note.${note}`, { count, number: new Intl.NumberFormat(locale).format(count) })
  );
}

/** Links to the same list in every state, with how many there are. */
export function stateTabs(t: Translate, filter: LinkFilter, counts: LinkCounts, base = linksPath) {
  return [undefined, ...shownStates].map((state) => ({
    href: base + filterAddress({ ...filter, state }),
    text: t(`access-links.state.${state ?? 'all'}`),
    count: counts[state ?? 'total'],
    current: filter.state === state,
  }));
}

/** A row as the page shows it, with what may be done about it. */
export function rowView(t: Translate, row: LinkRow) {
  const live = row.state === 'open' || row.state === 'reserved';
  const person = row.email ? `${row.firstName ?? ''} ${row.lastName ?? ''}`.trim() : undefined;
  return {
    ...row,
    name: `…${row.lastFour}`,
    role: roleText(t, row.role),
    person,
    batchHref: `${batchesPath}/${row.batchId}`,
    number: row.links > 1 ? row.number : undefined,
    mailed: row.email !== null,
    mailFailed: live && (row.mail === 'failed' || row.mail === 'bounced'),
    memberHref: row.memberName ? `/admin/members/${row.memberId}` : undefined,
    againAction: live && row.email ? `${linksPath}/${row.id}/send-again` : undefined,
    revokeHref: live ? `${linksPath}/revoke?id=${row.id}` : undefined,
  };
}

/** Columns of the exported table; no secret is in it. */
export const exportColumns = [
  'link',
  'purpose',
  'number',
  'area',
  'role',
  'state',
  'expires',
  'madeBy',
  'madeAt',
  'firstName',
  'lastName',
  'email',
  'usedAt',
  'usedBy',
] as const;

export function exportCells(t: Translate, row: LinkRow, time: (at: Date | null) => string): string[] {
  return [
    `…${row.lastFour}`,
    row.purpose,
    String(row.number),
    row.areaName,
    roleText(t, row.role),
    t(`access-links.state.${row.state}`),
    time(row.expiresAt),
    row.madeByName ?? '',
    time(row.madeAt),
    row.firstName ?? '',
    row.lastName ?? '',
    row.email ?? '',
    time(row.usedAt),
    row.memberName ?? (row.memberId ? t('audit.deletedPerson') : ''),
  ];
}
