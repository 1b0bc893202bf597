import type { Action } from '../areas/policy.rules.ts';
import { type Locale, locales, type Translate } from '../platform/i18n.ts';
import type { AssetUrls } from './assets.ts';
import { type Scheme, schemes } from './scheme.rules.ts';

export type NavItem = { href: string; text: string; icon: string; current: boolean; count?: number };
/** How much waits behind an entry of the navigation. */
export type NavCounts = { requests?: number };
export type LanguageLink = { locale: Locale; href: string; current: boolean };
/** The network's name, and where it has a look of its own, the addresses of its logo and its colours. */
export type Worn = { company: string; logo?: string; brandCss?: string };
export type Frame = Worn & {
  page: { url: string; path: string; locale: Locale };
  assets: AssetUrls;
  scheme: Scheme;
  schemes: readonly { name: Scheme; current: boolean }[];
  languageLinks: readonly LanguageLink[];
};

/** The same page in each language, with its other parameters kept. */
export function languageLinks(url: string, current: Locale): LanguageLink[] {
  return locales.map((locale) => {
    const query = new URLSearchParams(url.split('?')[1] ?? '');
    query.delete('ui_locales');
    query.set('lang', locale);
    return { locale, href: `?${query}`, current: locale === current };
  });
}

/** What both layouts need on every page, error pages included. */
export function frameFor(
  request: Worn & { url: string; path: string; locale: Locale; scheme: Scheme; assets: AssetUrls },
): Frame {
  const { url, path, locale, scheme, ...worn } = request;
  return {
    ...worn,
    page: { url, path, locale },
    scheme,
    schemes: schemes.map((name) => ({ name, current: name === scheme })),
    languageLinks: languageLinks(url, locale),
  };
}

const entries = [
  { href: '/admin', key: 'overview', icon: 'home', below: [] },
  {
    href: '/admin/members',
    key: 'members',
    icon: 'people',
    below: ['/admin/members', '/admin/bulk-acts'],
  },
  { href: '/admin/requests', key: 'requests', icon: 'person', below: ['/admin/requests'] },
  { href: '/admin/grants', key: 'grants', icon: 'clock', below: ['/admin/grants'] },
  { href: '/admin/registrations', key: 'criteria', icon: 'list', below: ['/admin/registrations'] },
  { href: '/admin/campaigns', key: 'campaigns', icon: 'send', below: ['/admin/campaigns'] },
  { href: '/admin/letters', key: 'letters', icon: 'key', below: ['/admin/letters'] },
  { href: '/admin/access-links', key: 'accessLinks', icon: 'link', below: ['/admin/access-links'] },
  { href: '/admin/imports', key: 'imports', icon: 'upload', below: ['/admin/imports'] },
  {
    href: '/admin/deviations',
    key: 'deviations',
    icon: 'warning',
    below: ['/admin/deviations', '/admin/adopt'],
  },
  {
    href: '/admin/settings/mail-texts',
    key: 'mailTexts',
    icon: 'text',
    below: ['/admin/settings/mail-texts'],
  },
  {
    href: '/admin/mail-queue',
    key: 'mailQueue',
    icon: 'mail',
    below: ['/admin/mail-queue'],
    right: 'network.manage',
  },
  {
    href: '/admin/erasure',
    key: 'erasure',
    icon: 'lock',
    below: ['/admin/erasure'],
    right: 'network.manage',
  },
  { href: '/admin/audit', key: 'audit', icon: 'clock', below: ['/admin/audit'] },
  {
    href: '/admin/settings/areas',
    key: 'areas',
    icon: 'tree',
    below: ['/admin/settings/areas', '/admin/settings/reject-modules'],
  },
  {
    href: '/admin/settings/fields',
    key: 'fields',
    icon: 'check',
    below: ['/admin/settings/fields'],
    right: 'network.manage',
  },
  {
    href: '/admin/settings/network',
    key: 'settings',
    icon: 'settings',
    below: ['/admin/settings/network'],
    right: 'network.manage',
  },
  {
    href: '/admin/settings/retention',
    key: 'retention',
    icon: 'clock',
    below: ['/admin/settings/retention'],
    right: 'network.manage',
  },
] as const;

/** The left navigation: what this administrator may open; an item is current on every page below it. Nothing is shown of a count of 0. */
export function navigation(
  path: string,
  t: Translate,
  may: (right: Action) => boolean,
  counts: NavCounts = {},
): NavItem[] {
  const open = entries.filter((entry) => !('right' in entry) || may(entry.right));
  return open.map(({ href, key, icon, below }) => ({
    href,
    text: t(`admin-ui.shell.${key}`),
    icon,
    current: path === href || below.some((start) => path === start || path.startsWith(`${start}/`)),
    ...(key === 'requests' && counts.requests ? { count: counts.requests } : {}),
  }));
}
