import { freshValues, settingFields, startFields } from '../../sidecar/invitations/campaign-fields.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { fileURLToPath } from 'node:url';
import type { SampleView } from './sample-views.ts';

const t = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url))).translate('de');
const day = new Date('2026-03-09T08:30:00Z');
const paging = {
  page: 3,
  pages: 9,
  total: 2210,
  from: 51,
  to: 75,
  first: '?',
  previous: '?page=2',
  next: '?page=4',
  last: '?page=9',
};
const trail = [{ href: '/admin/campaigns', text: 'Einladungen' }, { text: 'Einladungen vom 9. März 2026' }];
const longAddress = 'maximiliane.freifrau-von-hohenzollern-sigmaringendorf@muster-gesellschaft.example';

function row(
  name: string,
  messageState: string,
  invitationState: string,
  more: Record<string, unknown> = {},
) {
  const email = `${name.toLowerCase().replace(/\W/g, '.')}@example.com`;
  return { memberId: '1', name, email, messageState, invitationState, response: null, ...more };
}
const refused = {
  response: '550 5.1.1 <jonas.weber@example.com>: Recipient address rejected',
  fixHref: '?fix=1#fix',
};
const field = {
  name: 'email',
  label: 'E-Mail-Adresse',
  value: longAddress,
  type: 'email',
  required: true,
  error: 'Diese Adresse gehört schon jemand anderem.',
};
const rows = [
  row('Jonas Weber', 'failed', 'open', { ...refused, form: { field, back: '?' } }),
  row('Kai Lang', 'bounced', 'open', {
    ...refused,
    againState: 'sent',
    againEmail: longAddress,
    accepted: true,
  }),
  row('Erika Mustermann', 'sent', 'open', {
    opened: true,
    reminders: 2,
    reminderState: 'bounced',
    reminderResponse: 'Mailbox full',
  }),
  row('Ayşe Öztürk', 'sent', 'accepted', {
    accepted: true,
    response: '250 2.0.0 Ok: queued',
    reminders: 1,
    reminderState: 'sent',
  }),
  row('Max Zander', 'queued', 'open'),
  row('Ute Groß', 'sending', 'open'),
  row('Ole Brandt', 'sent', 'redeeming'),
  row('Ida Alt', 'sent', 'expired'),
  row('', 'cancelled', 'revoked', { memberId: null, name: null, email: null, deleted: true }),
  row('', 'sent', 'revoked', { memberId: null, name: null, email: null }),
];
const counts = { total: 128, queued: 40, sending: 1, sent: 82, failed: 2, bounced: 1, cancelled: 2 };
const reminders = { ...counts, total: 9, sent: 7 };
const funnel = { sent: 83, opened: 40, openedShare: 48, accepted: 17, acceptedShare: 20 };
const shown = { name: 'show', label: 'Stand', value: '', options: [{ value: '', text: 'alle' }] };
const acts = { pause: '/x/pause', cancel: '/x/cancel', settings: '/x/settings' };
const of = (state: string, more: Record<string, unknown> = {}) => ({
  breadcrumb: trail,
  title: 'Einladungen vom 9. März 2026',
  campaign: {
    id: '1',
    createdAt: day,
    startsAt: day,
    state,
    perMinute: 60,
    reminder: { afterDays: 7, limit: 2 },
  },
  counts,
  reminders,
  undelivered: 3,
  funnel,
  acts,
  rows,
  show: shown,
  query: '?q=a',
  settingsHref: '?edit=settings',
  ...more,
});
const head = {
  id: '1',
  createdAt: day,
  startsAt: day,
  createdByName: 'Nora Nord',
  href: '/x',
  total: 128,
  sent: 82,
  failed: 3,
  accepted: 17,
};
const sample = {
  subject: 'Ihr Zugang zur App der Muster AG',
  locale: 'de',
  text: 'Guten Tag …',
  frameUrl: '/sample',
  person: { memberId: '1', firstName: 'Erika', lastName: 'Mustermann' },
  matches: [
    {
      memberId: '2',
      firstName: 'Maximiliane-Friederike',
      lastName: 'Freifrau von Hohenzollern-Sigmaringendorf',
    },
  ],
  find: 'hohenz',
};
const errors = { startsAt: 'Dieser Zeitpunkt ist schon vorbei.', reminderLimit: 'Geben Sie eine Zahl an.' };
const languages = [
  { locale: 'de', count: 118 },
  { locale: 'en', count: 10 },
];
const newCounts = {
  withMail: 128,
  withoutMail: 14,
  alreadyInvited: 310,
  preparing: 3,
  withdrawn: 1,
  foreign: 2,
};
const locales = ['de', 'en'];
const times = { timeZone: 'Europe/Berlin', validDays: 30 };

const views: readonly (readonly [string, string, Record<string, unknown>])[] = [
  [
    'campaigns',
    'campaigns',
    {
      title: 'Einladungen',
      newHref: '/x',
      paging,
      rows: ['planned', 'running', 'paused', 'done', 'cancelled'].map((state) => ({ ...head, state })),
    },
  ],
  ['campaigns-none', 'campaigns', { title: 'Einladungen', newHref: '/x', rows: [] }],
  [
    'campaign-new',
    'campaign-new',
    {
      breadcrumb: trail,
      counts: newCounts,
      languages,
      locales,
      sample,
      canStart: true,
      tested: true,
      form: startFields(t, freshValues, undefined, times),
      fields: [],
    },
  ],
  [
    'campaign-new-refused',
    'campaign-new',
    {
      counts: newCounts,
      languages,
      locales,
      sample,
      canStart: true,

      notFound: true,
      form: startFields(t, freshValues, errors, times),
      fields: [{ field: 'startsAt', label: 'Beginn', message: errors.startsAt }],
    },
  ],
  [
    'campaign-new-nobody',
    'campaign-new',
    {
      counts: { withMail: 0, withoutMail: 0, alreadyInvited: 310 },
      languages: [],
      locales,
      sample: { ...sample, person: undefined, matches: [] },
      canStart: false,
    },
  ],
  ['campaign-running', 'campaign', of('running', { live: true, refreshSeconds: 5, paging })],
  [
    'campaign-paused',
    'campaign',
    of('paused', { acts: { resume: '/x/resume', cancel: '/x/cancel' }, overtaken: 'conflict' }),
  ],
  [
    'campaign-settings',
    'campaign',
    of('planned', { settings: settingFields(t, freshValues, errors), fields: [] }),
  ],
  [
    'campaign-done',
    'campaign',
    of('done', {
      acts: {},
      rows: [],
      reminders: { total: 0 },
      undelivered: 0,
      funnel: { sent: 0, opened: 0, accepted: 0 },
    }),
  ],
  [
    'campaign-cancel',
    'campaign-cancel',
    {
      breadcrumb: trail,
      title: 'Versand abbrechen',
      name: 'Einladungen vom 9. März',
      href: '/x',
      queued: 40,
      sent: 1,
    },
  ],
];

/** The pages of campaigns, each state of them at least once. */
export const campaignViews: SampleView[] = views.map(([name, view, data]) => ({
  name,
  view: `invitations/${view}`,
  layout: 'admin',
  data,
}));
