import { shownStates } from '../../sidecar/access-links/access-link.rules.ts';
import type { SampleView } from './sample-views.ts';

const at = new Date('2026-03-09T08:30:00Z');
const hostile = '<script>alert(1)</script>';
const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';

const rows = shownStates.map((state, nth) => ({
  state,
  name: `…ab${nth}d`,
  person: nth % 2 === 0 ? `Erika ${hostile}` : undefined,
  email: 'erika.sehr.langer.name@muster-gesellschaft.example',
  purpose: `${long} ${hostile}`,
  batchHref: '/x',
  number: nth + 1,
  links: 5000,
  areaName: long,
  role: 'Mitglied',
  expiresAt: at,
  madeAt: at,
  madeByName: nth % 2 === 0 ? 'Ada Min' : null,
  reservedAt: at,
  usedAt: at,
  endedAt: at,
  endedByName: `Ada ${hostile}`,
  memberName: hostile,
  memberHref: '/x',
  mailFailed: state === 'open',
  generation: 1,
  ...(state === 'open' ? { againAction: '/x', revokeHref: '/x' } : {}),
}));
const tabs = shownStates.map((state) => ({
  href: '/x',
  text: state,
  count: 12_345,
  current: state === 'used',
}));
const history = { rows: [] };
const batch = { area: long, role: 'Mitglied', links: 5000, expiresAt: at, createdAt: at };
const secrets = {
  links: [{ number: 1, address: `https://einlass.muster.example/l/${'x'.repeat(43)}` }],
  more: 4999,
  until: at,
  hide: '/x',
  files: [{ href: '/x', text: 'Blatt', primary: true }],
};
const page = (name: string, view: string, data: SampleView['data']): SampleView => ({
  name,
  view: `access-links/${view}`,
  layout: 'admin',
  data: { title: 'Zugangslinks', ...data },
});

/** Every page of access links, with every state of a link. */
export const accessLinkViews: SampleView[] = [
  page('access-links', 'list', {
    rows,
    tabs,
    fields: [],
    all: 6,
    live: 1,
    exports: [],
    note: `Gesendet ${hostile}`,
  }),
  page('access-links-empty', 'list', { rows: [], newHref: '/x', newBatchHref: '/x' }),
  page('access-link-batch', 'batch', { batch, secrets, rows, tabs, history, live: 1, revokeHref: '/x' }),
  page('access-link-batch-gone', 'batch', { batch, gone: true, rows: [], tabs, history }),
  page('access-link-revoke', 'revoke', {
    count: 3,
    filter: { q: hostile },
    facts: [{ label: 'Zweck', text: hostile }],
    confirm: '3 Links sperren',
    changed: 'Mehr',
  }),
  page('access-link-revoke-nothing', 'revoke', { count: 0, back: '/x' }),
  {
    name: 'access-link-page',
    view: 'access-links/link',
    layout: 'public',
    data: { title: 'Willkommen', firstName: hostile, expiresAt: at },
  },
  ...['used', 'expired', 'revoked', 'redeeming', 'unknown'].map(
    (reason): SampleView => ({
      name: `access-link-gone-${reason}`,
      view: 'access-links/link-gone',
      layout: 'public',
      data: { reason, appUrl: 'https://app.example.com' },
    }),
  ),
];
