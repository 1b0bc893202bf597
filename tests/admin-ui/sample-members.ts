import type { SampleView } from './sample-views.ts';

const day = new Date('2026-03-09T08:30:00Z');
const hostile = '<script>alert(1)</script>';
const steps = { first: '?', previous: '?page=2', next: '?page=4', last: '?page=9' };
const paging = { page: 3, pages: 9, total: 2210, from: 51, to: 75, ...steps };

function person(lastName: string, state: string, more: object = {}): object {
  return {
    id: '1',
    firstName: 'Erika',
    lastName,
    email: `${lastName.toLowerCase()}@example.com`,
    username: 'erika.mustermann',
    areas: [{ name: 'Werk Nord', role: 'editor' }],
    highestRole: 'editor',
    state,
    syncState: 'done',
    invitedAt: null,
    mailFailed: false,
    originText: 'durch Import',
    menu: { edit: true, grants: true, act: true },
    invitable: true,
    ...more,
  };
}

const members = [
  person('Mustermann', 'created', { email: null, syncState: 'pending' }),
  person('Müller-Lüdenscheidt', 'invited', { invitedAt: day }),
  person('Öztürk', 'invited', { invitedAt: day, mailFailed: true }),
  person('Weiß', 'active', {
    highestRole: 'newsroom_manager',
    areas: [
      { name: 'Zentrale', role: 'newsroom_manager' },
      { name: 'Werk Nord', role: 'member' },
      { name: 'Werk Süd', role: 'editor' },
    ],
  }),
  person('Yılmaz', 'waiting', { areas: [], highestRole: null }),
  person('Zander', 'suspended', { syncState: 'failed' }),
  person(hostile, 'registered', { email: `${'x'.repeat(60)}@example.com` }),
];

const titles = [
  'Name',
  'E-Mail oder Benutzername',
  'Bereiche mit Rolle',
  'Höchste Rolle',
  'Zustand',
  'Herkunft',
].map((text, index) => ({
  text,
  href: '?',
  width: 15,
  ...(index === 0 ? { aria: 'ascending', icon: 'up' } : {}),
}));
const fields = [
  { name: 'area', label: 'Bereich', value: '', options: [{ value: '', text: 'Alle' }] },
  { name: 'state', label: 'Zustand', value: 'active', options: [{ value: 'active', text: 'Aktiv' }] },
];
const whole = {
  title: 'Benutzerberechtigungen',
  lead: '2.210 Personen',
  rows: members,
  total: 2210,
  search: '',
  filterAction: '/admin/members',
  showSearch: true,
  fields,
  kept: {},
  titles,
  sizes: [
    { size: 25, href: '?', current: true },
    { size: 50, href: '?size=50', current: false },
  ],
  exports: [{ href: '/x.csv', text: 'CSV' }],
  selection: {
    action: '/admin/bulk-acts/new',
    list: 'q=x',
    acts: [{ value: 'suspend', text: 'Sperren' }],
    pageHref: '?',
    allHref: '?',
    noneHref: '?',
    count: 0,
  },
  paging,
};
const filtered = {
  ...whole,
  filtered: true,
  more: true,
  reset: '/',
  filterCount: 1,
  chips: [{ label: 'Suche', text: hostile, href: '?' }],
  selection: { ...whole.selection, all: true },
};
const reasons = ['self', 'rights', 'already', 'lastNetworkManager'].map((reason) => ({ reason, count: 3 }));
const ask = { act: 'suspend', list: `q=${hostile}`, id: ['1', '2'], listHref: '/admin/members' };
const act = {
  id: '1',
  act: 'grant',
  href: '/',
  name: 'Sperren',
  about: `${hostile} · Redakteur`,
  people: 12,
  createdAt: day,
  createdByName: 'Nadja Netz',
};
const items = [
  { memberId: '1', name: hostile, state: 'done', reason: null },
  { memberId: '2', name: 'Erika Mustermann', state: 'skipped', reason: 'higher' },
  { memberId: null, name: null, state: 'skipped', reason: 'gone' },
  { memberId: '3', name: 'Max Zander', state: 'waiting', reason: null },
];
const filters = [{ href: '?', text: 'Alle', count: 12, current: true }];
const counts = { waiting: 1, done: 5, skipped: 6, ended: 11, reasons };

/** The list of members and the bulk acts, each state of them at least once. */
export const memberViews: SampleView[] = [
  { name: 'members', view: 'members/list', layout: 'admin', data: whole },
  { name: 'members-filtered', view: 'members/list', layout: 'admin', data: filtered },
  { name: 'members-none', view: 'members/list', layout: 'admin', data: { rows: [], total: 0, search: '' } },
  {
    name: 'members-not-found',
    view: 'members/list',
    layout: 'admin',
    data: { ...filtered, rows: [], more: false, nothingText: 'text', search: `Meier ${hostile}` },
  },
  {
    name: 'bulk-ask',
    view: 'members/bulk-ask',
    layout: 'admin',
    data: {
      title: 'Sperren',
      ask,
      action: '/x',
      fields: [],
      preview: { people: 212, applies: 200, skips: 12, skipped: reasons, known: true },
      possible: true,
      danger: true,
      warning: 'Sitzungen enden',
      mustType: true,
      confirm: '200 Personen sperren',
      changed: 'Die Liste hat sich geändert.',
      complaints: [],
    },
  },
  {
    name: 'bulk-ask-nobody',
    view: 'members/bulk-ask',
    layout: 'admin',
    data: {
      title: 'Sperren',
      ask,
      fields,
      preview: { people: 0, applies: 0, skips: 0, skipped: [], known: true },
    },
  },
  ...(['running', 'done', 'stopped'] as const).map((state) => ({
    name: `bulk-act-${state}`,
    view: 'members/bulk-act',
    layout: 'admin' as const,
    data: {
      title: 'Berechtigung erteilen',
      act: { ...act, state, live: state === 'running', stopped: state === 'stopped' },
      counts,
      filters,
      rows: items,
      paging,
    },
  })),
  {
    name: 'bulk-list',
    view: 'members/bulk-list',
    layout: 'admin',
    data: { title: 'Sammelaktionen', rows: [{ ...act, state: 'done' }] },
  },
  {
    name: 'bulk-list-empty',
    view: 'members/bulk-list',
    layout: 'admin',
    data: { title: 'Sammelaktionen', rows: [] },
  },
];
