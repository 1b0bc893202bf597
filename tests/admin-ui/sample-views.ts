import { mailViews } from './sample-mail.ts';
import { memberViews } from './sample-members.ts';
import type { ViewData } from '../../sidecar/platform/views.ts';

export type SampleView = { name: string; view: string; layout: 'admin' | 'public'; data: ViewData };

const day = new Date('2026-03-09T08:30:00Z');
const steps = { first: '?', previous: '?page=2', next: '?page=4', last: '?page=9' };
const paging = { page: 3, pages: 9, total: 2210, from: 51, to: 75, ...steps };
const hostile = '<script>alert(1)</script>';

function campaignRow(
  name: string,
  messageState: string,
  invitationState: string,
  response: string | null = null,
) {
  return {
    name,
    email: `${name.toLowerCase().replace(/\W/g, '.')}@example.com`,
    messageState,
    invitationState,
    response,
  };
}

const campaignRows = [
  campaignRow(
    'Jonas Weber',
    'failed',
    'open',
    '550 5.1.1 <jonas.weber@example.com>: Recipient address rejected',
  ),
  campaignRow('Ayşe Öztürk', 'sent', 'accepted', '250 2.0.0 Ok: queued'),
  campaignRow('Erika Mustermann', 'sent', 'open', '250 2.0.0 Ok: queued'),
  campaignRow('Max Zander', 'queued', 'open'),
  campaignRow('Ute Groß', 'sending', 'open'),
  campaignRow('Kai Lang', 'bounced', 'expired', 'Mailbox full'),
  campaignRow('Mia Kurz', 'cancelled', 'revoked'),
  campaignRow('Ole Brandt', 'sent', 'redeeming'),
];
const counts = { total: 128, queued: 41, sent: 85, failed: 2, accepted: 17 };
const sample = {
  subject: 'Ihr Zugang zur App der Muster AG',
  locale: 'de',
  text: 'Guten Tag …',
  frameUrl: '/sample',
};
const languages = [
  { locale: 'de', count: 118 },
  { locale: 'en', count: 10 },
];
const campaignCounts = { withMail: 128, withoutMail: 14, alreadyInvited: 310, preparing: 3, foreign: 2 };
const noOne = { withMail: 0, withoutMail: 0, alreadyInvited: 310, preparing: 0, foreign: 0 };
const fields = [{ field: 'workbook', label: 'Personalnr', message: 'Diese Spalte gibt es nicht.' }];
const gone = ['accepted', 'expired', 'revoked', 'unknown', 'taken'];
const trail = [{ href: '/admin/members', text: 'Benutzerberechtigungen' }, { text: 'Einladungen' }];

/** Every page, each state of it at least once. */
export const sampleViews: SampleView[] = [
  ...memberViews,
  ...mailViews,
  {
    name: 'campaign-new',
    view: 'invitations/campaign-new',
    layout: 'admin',
    data: { breadcrumb: trail, counts: campaignCounts, languages, sample, canStart: true },
  },
  {
    name: 'campaign-new-nobody',
    view: 'invitations/campaign-new',
    layout: 'admin',
    data: { counts: noOne, languages: [], canStart: false },
  },
  {
    name: 'campaign-running',
    view: 'invitations/campaign',
    layout: 'admin',
    data: {
      breadcrumb: trail,
      refreshSeconds: 3,
      campaign: { id: '1', createdAt: day, state: 'running' },
      counts,
      rows: campaignRows,
      paging,
    },
  },
  {
    name: 'campaign-done',
    view: 'invitations/campaign',
    layout: 'admin',
    data: {
      campaign: { id: '1', createdAt: day, state: 'done' },
      counts: { total: 1, queued: 0, sent: 1, failed: 0, accepted: 0 },
      rows: campaignRows.slice(1, 2),
    },
  },
  {
    name: 'error',
    view: 'admin-ui/error',
    layout: 'admin',
    data: {
      title: 'Spalten passen nicht',
      text: 'Einige Spalten …',
      fields,
      next: { href: '/admin', text: 'Weiter' },
    },
  },
  {
    name: 'error-public',
    view: 'admin-ui/error',
    layout: 'public',
    data: { title: 'Nicht gefunden', text: 'Diese Seite gibt es nicht.', icon: 'warning', fields: [] },
  },
  { name: 'signed-out', view: 'admin-ui/signed-out', layout: 'public', data: { home: '/admin/members' } },
  {
    name: 'link',
    view: 'invitations/link',
    layout: 'public',
    data: { title: 'Willkommen', firstName: 'Erika', expiresAt: day },
  },
  ...gone.map((reason) => ({
    name: `link-gone-${reason}`,
    view: 'invitations/link-gone',
    layout: 'public' as const,
    data: {
      reason,
      appUrl: 'https://app.example.com',
      askUrl: ['accepted', 'expired'].includes(reason) ? '/i/x/new' : undefined,
    },
  })),
  {
    name: 'link-requested',
    view: 'invitations/link-requested',
    layout: 'public',
    data: { company: 'Muster AG' },
  },
  {
    name: 'link-other-session',
    view: 'invitations/link-other-session',
    layout: 'public',
    data: { name: `Max ${hostile}` },
  },
];
