import type { SampleView } from './sample-views.ts';

const day = new Date('2026-03-09T08:30:00Z');
const hostile = '<script>alert(1)</script>';
const trail = [{ href: '/admin/settings/mail-texts', text: 'Mailtexte' }, { text: 'Einladung' }];
const subject = {
  name: 'subject',
  label: 'Betreff',
  value: `Willkommen ${hostile}`,
  help: 'Eine Zeile.',
  required: true,
};
const body = {
  name: 'body',
  label: 'Text',
  value: `Guten Tag\n\n${hostile}`,
  help: 'Leere Zeile: neuer Absatz.',
  lines: 18,
  required: true,
};
const options = [{ value: 'person', text: 'einer Person aus dem Bereich' }];
const form = {
  subject,
  body,
  as: { name: 'as', label: 'Vorschau mit', value: 'person', options },
  who: { name: 'who', label: 'Person suchen', value: '', help: 'Teil des Namens.' },
};
const text = {
  title: 'Einladung – Deutsch',
  lead: 'An neu angelegte Personen.',
  breadcrumb: trail,
  area: 'Werk Nord',
  source: 'Eigener Text',
  own: true,
  changed: true,
  notes: {},
  fields: [],
  version: 3,
  form,
  placeholders: [{ text: '‹Donaudampfschifffahrtsgesellschaft›', meaning: 'Vorname der Person' }],
  problems: [],
  preview: { name: 'Erika Muster', subject: `Willkommen ${hostile}`, text: 'Guten Tag', frame: '/sample' },
  action: '/admin/settings/mail-texts/werk-nord.invitation.de',
};
const row = (name: string, own: boolean) => ({
  name,
  when: 'An neu angelegte Personen, wenn sie eingeladen werden.',
  texts: ['Deutsch', 'English'].map((language) => ({
    language,
    href: '?',
    own,
    state: own ? 'eigener Text' : 'geerbt von Muster AG',
    name,
  })),
});
const change = {
  subject: [{ text: 'Willkommen', change: 'added' }],
  body: [
    { text: 'Guten Tag ', change: 'same' },
    { text: hostile, change: 'removed' },
    { text: 'Erika', change: 'added' },
  ],
};

/** The pages of the company's mail texts. */
export const mailTextViews: SampleView[] = [
  {
    name: 'mail-texts',
    view: 'mail/texts',
    layout: 'admin',
    data: {
      title: 'Mailtexte',
      action: '/admin/settings/mail-texts',
      area: { name: 'Muster AG', slug: 'muster-ag' },
      choice: {
        name: 'area',
        label: 'Bereich',
        value: 'muster-ag',
        options: [{ value: 'muster-ag', text: 'Muster AG' }],
      },
      languages: ['Deutsch', 'English'],
      rows: [row('Einladung', true), row('Code für die E-Mail-Adresse', false)],
    },
  },
  {
    name: 'mail-text',
    view: 'mail/text',
    layout: 'admin',
    data: { ...text, sentTo: 'nadja@muster.example' },
  },
  {
    name: 'mail-text-refused',
    view: 'mail/text',
    layout: 'admin',
    data: {
      ...text,
      own: false,
      preview: undefined,
      notes: { overtaken: true },
      counting: { subject: 'Jetzt', body: `Jetzt ${hostile}` },
      fields: [{ field: 'body', label: 'Text', message: 'Diesen Platzhalter gibt es nicht.' }],
      form: { ...form, body: { ...body, error: 'Diesen Platzhalter gibt es nicht.' } },
      problems: ['Diesen Platzhalter gibt es nicht.'],
    },
  },
  {
    name: 'mail-text-history',
    view: 'mail/text-history',
    layout: 'admin',
    data: {
      title: 'Verlauf: Einladung',
      breadcrumb: trail,
      entries: [
        { version: 2, at: day, by: 'Nadja Netz', change: undefined, href: '?from=2' },
        { version: 1, at: day, by: `Nadja ${hostile}`, change, href: '?from=1' },
      ],
      back: '?',
    },
  },
  {
    name: 'mail-text-history-empty',
    view: 'mail/text-history',
    layout: 'admin',
    data: { title: 'Verlauf: Einladung', entries: [], back: '?' },
  },
];
