import type { AreaTree } from '../areas/area.ts';
import { areasFor } from '../areas/policy.rules.ts';
import { isRole } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { GivenGrant } from '../members/member.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import { toldEnd } from '../platform/day.rules.ts';
import type { Field } from '../platform/http/form.rules.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { InboxCounts, InboxRow } from './inbox.read-model.ts';
import { inboxAddress, type InboxFilter, type InboxQuery, inboxTabs } from './inbox.schema.ts';
import { requestsPath } from './request.rules.ts';
import type { TimedGrant } from './request.table.ts';

export { requestsPath };

export const right = 'requests.decide';

const minute = 60_000;
const units = [
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
] as const;

/** How long somebody has waited, in words ("vor 3 Tagen"), by the largest unit that is full. */
export function ageText(locale: Locale, since: Date, now: Date): string {
  const waited = Math.max(0, now.getTime() - since.getTime());
  const [unit, size] = units.find(([, each]) => waited >= each) ?? units[2];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(waited / size), unit);
}

/** The form of filters, as the partial admin-ui/_field draws it. */
export function inboxFields(
  tree: AreaTree,
  areaIds: readonly string[],
  t: Translate,
  { area, q }: InboxFilter,
): Field[] {
  const areas = tree.areas.filter(({ id }) => areaIds.includes(id));
  const options = areas.map((one) => ({ value: one.id, text: areaLabel(areas, one) }));
  const any = { value: '', text: t('access-requests.inbox.filter.any') };
  const search = { name: 'q', label: t('access-requests.inbox.filter.q'), value: q, max: 200, plain: true };
  if (options.length < 2) return [search];
  return [
    search,
    {
      name: 'area',
      label: t('access-requests.inbox.filter.area'),
      value: area ?? '',
      options: [any, ...options],
    },
  ];
}

export function inboxTabLinks(t: Translate, filter: InboxFilter, counts: InboxCounts) {
  return inboxTabs.map((tab) => ({
    href: requestsPath + inboxAddress({ ...filter, tab }),
    text: t(`access-requests.inbox.tab.${tab}`),
    count: counts[tab],
    current: filter.tab === tab,
  }));
}

/** What a press on several did, one sentence each; the worst of them says how the alert looks. */
export function inboxNotes(
  t: Translate,
  locale: Locale,
  { note, done, already, refused }: InboxQuery,
): { kind: 'success' | 'warning'; heading: string }[] {
  if (!note) return [];
  const words = (key: string, count: number) =>
    t(`access-requests.inbox.note.${key}`, { count, number: new Intl.NumberFormat(locale).format(count) });
  return [
    ...(done > 0 ? [{ kind: 'success' as const, heading: words(note, done) }] : []),
    ...(already > 0 ? [{ kind: 'warning' as const, heading: words('already', already) }] : []),
    ...(refused > 0 ? [{ kind: 'warning' as const, heading: words('refused', refused) }] : []),
  ];
}

export const applicantName = ({ firstName, lastName }: Pick<InboxRow, 'firstName' | 'lastName'>): string =>
  `${lastName}, ${firstName}`;

/** The first words of a message; the whole is on the request's page. */
const excerptLength = 140;
export function excerpt(message: string | null): string | null {
  const line = message?.replace(/\s+/g, ' ').trim() ?? '';
  if (line.length <= excerptLength) return line || null;
  // half of a character of two units is left out
  const begun = line.slice(0, excerptLength).replace(/[\uD800-\uDBFF]$/, '');
  return `${begun.trimEnd()} …`;
}

export const dateTimeText = (locale: Locale, at: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

export const dayText = (locale: Locale, at: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);

/** When it was decided and by whom, in words; undefined while it waits. */
function decidedText(
  t: Translate,
  locale: Locale,
  { decidedAt, decidedByName }: InboxRow,
): string | undefined {
  if (!decidedAt) return undefined;
  const at = dateTimeText(locale, decidedAt);
  if (!decidedByName) return t('access-requests.inbox.decided.alone', { at });
  return t('access-requests.inbox.decided.by', { at, name: decidedByName });
}

/** A row as the list shows it. */
export function inboxRow(t: Translate, locale: Locale, row: InboxRow, now: Date) {
  return {
    ...row,
    name: row.gone ? t('audit.deletedPerson') : applicantName(row),
    email: row.gone ? null : row.email,
    href: `${requestsPath}/${row.id}`,
    age: ageText(locale, row.createdAt, now),
    excerpt: excerpt(row.message),
    pending: row.state === 'pending',
    stateText: t(`access-requests.inbox.state.${row.state}`),
    decided: decidedText(t, locale, row),
    mismatch: row.origin === 'mismatch',
    merge:
      row.state === 'pending' && (row.merge === 'open' || row.merge === 'declined')
        ? t(`access-requests.inbox.merge.${row.merge}`)
        : undefined,
  };
}

type Reader = AdminScope & { t: Translate; locale: Locale };
export type ShownGrant = {
  area: string;
  role: string;
  /** In words; the end of a day is its last moment. */
  lastDay: string | undefined;
};

/** Grants in words, in the tree's order; those in areas that are not the reader's are left out, as on a person's page. */
export function shownGrants(
  { tree, actor, t, locale }: Reader,
  grants: readonly (GivenGrant | TimedGrant)[],
): ShownGrant[] {
  const own = new Set(areasFor(tree, actor, 'members.read'));
  const areas = tree.areas.filter(({ id }) => own.has(id));
  return areas.flatMap((area) =>
    grants
      .filter(({ areaId }) => areaId === area.id)
      .map(({ role, endsAt }) => ({
        area: areaLabel(tree.areas, area),
        role: isRole(role) ? t(`areas.role.${role}`) : role,
        lastDay: endsAt ? dayText(locale, toldEnd(new Date(endsAt))) : undefined,
      })),
  );
}
