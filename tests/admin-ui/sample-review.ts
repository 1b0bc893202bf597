import type { SampleView } from './sample-views.ts';

const at = new Date('2026-03-09T08:30:00Z');
const id = '5a0f6c1e-0000-4000-8000-00000000000';
const hostile = '<script>alert(1)</script>';
const quiet = {
  isNetwork: false,
  matches: 0,
  misses: 0,
  people: [],
  more: 0,
  raisedUntil: null,
  isSpent: false,
};

const areas = [
  {
    ...quiet,
    id: `${id}1`,
    name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk',
    spent: 40,
    allowed: 40,
    isSpent: true,
    raisedUntil: at,
    matches: 12_345,
    misses: 7001,
    oldest: at,
    more: 12_343,
    people: [
      {
        href: '/x',
        name: `Mustermann, Erika ${hostile}`,
        others: [{ name: 'Personalnummer', text: '00471' }],
      },
      { href: '/x', name: 'Groß, Bernd', others: [] },
    ],
  },
  { ...quiet, id: `${id}2`, name: 'Muster AG', isNetwork: true, spent: 3, allowed: 20 },
].map((area) => ({ ...area, action: `/admin/registrations/held/${area.id}` }));

const page = { title: 'Wartende Registrierungen', upTo: at.toISOString(), back: '/admin/registrations' };
const note = 'Zwölf Personen sind zugelassen.';

/** Who waits in the areas, and that nobody does. */
export const reviewViews: SampleView[] = [
  {
    name: 'review',
    view: 'registration/review',
    layout: 'admin',
    data: { ...page, note, noteKind: 'success', areas, quiet: 3 },
  },
  {
    name: 'review-none',
    view: 'registration/review',
    layout: 'admin',
    data: { ...page, note: undefined, noteKind: 'warning', areas: [], quiet: 4 },
  },
];
