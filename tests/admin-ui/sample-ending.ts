import type { SampleView } from './sample-views.ts';

const day = new Date('2026-12-31T22:59:59.999Z');
const hostile = '<script>alert(1)</script>';
const prolong = { value: '1~2', until: day, length: '6 Monate mehr' };
const row = {
  id: '1',
  firstName: 'Jolanta-Maria',
  lastName: 'Wiśniewska-Leutheusser-Schnarrenberger',
  name: 'Wiśniewska-Leutheusser-Schnarrenberger, Jolanta-Maria',
  href: '/admin/members/1',
  area: 'Werk Nord',
  role: 'newsroom_manager',
  endsAt: day,
  originText: 'durch Import',
  prolong,
};
const page = {
  title: 'Befristete Berechtigungen',
  ends: '30',
  area: { name: 'area', label: 'Bereich', value: '', options: [{ value: '', text: 'Alle Bereiche' }] },
  tabs: [
    { href: '?ends=30', text: 'In 30 Tagen', count: 2, current: true },
    { href: '?ends=ended', text: 'Beendet in den letzten 30 Tagen', count: 1234, current: false },
  ],
  rows: [row, { ...row, name: hostile, area: hostile, prolong: undefined }],
  pickable: true,
  prolongings: [{ value: 'same', text: 'Um dieselbe Dauer wie bisher' }],
  back: '/admin/grants',
  total: 1234,
  paging: { page: 1, pages: 2, total: 1234, from: 1, to: 50, next: '?page=2', last: '?page=2' },
  exports: [{ href: '/admin/grants/export.xlsx', text: 'Excel' }],
};
const choices = ['', 'member', 'newsroom_manager'].map((value) => ({
  value,
  offered: true,
  chosen: value === 'member',
}));
const cell = (areaId: string, label: string, end: object, more: object = {}) => ({
  areaId,
  name: `role.${areaId}`,
  label,
  held: 'member',
  fixed: false,
  choices,
  end: { name: `end.${areaId}`, value: '2026-12-31', until: day, ...end },
  ...more,
});

/** Grants that end: their list, and the matrix in which they are given. */
export const endingViews: SampleView[] = [
  { name: 'ending', view: 'members/ending', layout: 'admin', data: page },
  {
    name: 'ended',
    view: 'members/ending',
    layout: 'admin',
    data: {
      ...page,
      alert: { kind: 'warning', heading: 'Eine Berechtigung ist nicht verlängert.' },
      ends: 'ended',
      ended: true,
      pickable: false,
      rows: [{ ...row, id: null, prolong: undefined }],
      paging: undefined,
    },
  },
  {
    name: 'ending-none',
    view: 'members/ending',
    layout: 'admin',
    data: { ...page, rows: [], pickable: false, total: 0, paging: undefined },
  },
  {
    name: 'grants-with-ends',
    view: 'members/grants',
    layout: 'admin',
    data: {
      title: 'Berechtigungen von Erika Mustermann',
      person: { href: '/admin/members/1', version: 1 },
      matrix: {
        ends: true,
        roles: ['member', 'newsroom_manager'],
        rows: [
          cell('1', 'Werk Nord', { error: 'Dieser Tag ist schon vorbei.' }),
          cell('2', hostile, {}),
          cell('3', 'Zentrale', {}, { fixed: true }),
        ],
      },
    },
  },
];
