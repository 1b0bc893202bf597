import type { SampleView } from './sample-views.ts';

const at = new Date('2026-03-09T08:30:00Z');
const id = '5a0f6c1e-0000-4000-8000-000000000001';
const act = `/admin/mail-queue/ask?act=cancel&id=${id}`;

const row = (state: string, more: object = {}) => ({
  id,
  kind: 'Einladung',
  toAddress: 'erika.mustermann-leutheusser-schnarrenberger@personalabteilung.muster-gesellschaft.example',
  state,
  attempt: 2,
  createdAt: at,
  sentAt: null,
  delayedAt: null,
  response: null,
  memberHref: `/admin/members/${id}`,
  mayRetry: false,
  ...more,
});
const words =
  '550 5.1.1 <erika@muster.example>: Recipient address rejected: User unknown <script>alert(1)</script>';
const rows = [
  row('bounced', { reason: 'Das Postfach gibt es nicht.', response: words, sentAt: at, mayRetry: true }),
  row('failed', { response: words, mayRetry: true }),
  row('queued', { attempt: 1, next: at, cancelHref: act, mayRetry: true, response: '451 4.7.1 Greylisted' }),
  row('sending', { memberHref: undefined }),
  row('sent', { sentAt: at, delayedAt: at, response: '4.4.1 still trying' }),
  row('cancelled', { attempt: 0 }),
];
const option = { value: '', text: 'Alle' };
const fields = [
  { name: 'q', label: 'Adresse enthält', value: '' },
  { name: 'domain', label: 'Domain', value: '' },
  { name: 'state', label: 'Stand', value: '', options: [option] },
];
const tabs = ['Alle', 'Wartet', 'Wird verschickt', 'Verschickt', 'Fehlgeschlagen'].map((text, index) => ({
  href: '/admin/mail-queue',
  text,
  count: index * 1234,
  current: index === 0,
}));
const list = {
  title: 'E-Mail-Versand',
  fields,
  tabs,
  rows: [],
  domains: [],
  retryHref: act,
  cancelHref: act,
};
const ask = {
  title: 'E-Mails abbrechen',
  breadcrumb: [{ href: '/admin/mail-queue', text: 'E-Mail-Versand' }, { text: 'E-Mails abbrechen' }],
  act: 'cancel',
  filter: { state: 'queued', domain: 'muster.example', q: '"><script>', kind: 'invitation', age: 'day' },
  facts: [
    { label: 'Adresse enthält', text: '"><script>' },
    { label: 'Stand', text: 'Wartet' },
  ],
  explain: 'Wartende E-Mails werden nicht mehr verschickt.',
  confirm: '12 wartende E-Mails abbrechen',
  nothing: 'Hier wartet keine E-Mail.',
  back: '/admin/mail-queue',
};

const view = (name: string, file: string, data: object): SampleView => ({
  name,
  view: `mail/${file}`,
  layout: 'admin',
  data: { ...data },
});

export const mailViews: SampleView[] = [
  view('mail-queue', 'queue', {
    ...list,
    rows,
    total: 6,
    alert: { kind: 'success', heading: '2 E-Mails werden erneut gesendet.' },
    domains: [
      {
        domain: 'muster.example',
        href: '/admin/mail-queue',
        failed: 3,
        bounced: 12,
        waiting: 0,
        response: words,
      },
      { domain: 'b.example', href: '/admin/mail-queue', failed: 0, bounced: 0, waiting: 4, response: null },
    ],
  }),
  view('mail-queue-filtered', 'queue', { ...list, filtered: true }),
  view('mail-queue-empty', 'queue', list),
  view('mail-queue-ask', 'queue-ask', {
    ...ask,
    count: 12,
    danger: true,
    changed: 'Inzwischen sind es mehr.',
  }),
  view('mail-queue-ask-nothing', 'queue-ask', { ...ask, count: 0 }),
];
