import { accessLinkViews } from './sample-access-links.ts';
import { campaignViews } from './sample-campaigns.ts';
import { endingViews } from './sample-ending.ts';
import { fieldViews } from './sample-fields.ts';
import { mailViews } from './sample-mail.ts';
import { mailTextViews } from './sample-mail-texts.ts';
import { memberViews } from './sample-members.ts';
import { registrationSamples } from './sample-registration.ts';
import { reviewViews } from './sample-review.ts';
import type { ViewData } from '../../sidecar/platform/views.ts';

export type SampleView = { name: string; view: string; layout: 'admin' | 'public'; data: ViewData };

const day = new Date('2026-03-09T08:30:00Z');
const hostile = '<script>alert(1)</script>';

const fields = [{ field: 'workbook', label: 'Personalnr', message: 'Diese Spalte gibt es nicht.' }];
const gone = ['accepted', 'expired', 'revoked', 'unknown', 'taken'];
/** Every page, each state of it at least once. */
export const sampleViews: SampleView[] = [
  ...memberViews,
  ...endingViews,
  ...campaignViews,
  ...mailViews,
  ...mailTextViews,
  ...reviewViews,
  ...registrationSamples,
  ...fieldViews,
  ...accessLinkViews,
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
