import type { Translate } from '../platform/i18n.ts';
import { reasonText } from './answer.rules.ts';
import { textKinds } from './kinds.ts';
import { messageStates } from './message.table.ts';
import type { QueueRow } from './queue.read-model.ts';
import { ages, filterQuery, type QueueFilter, type QueueQuery } from './queue.schema.ts';

export const queuePath = '/admin/mail-queue';

/** Kinds with words of their own; any other is shown as it is. */
const named: readonly string[] = [...textKinds, 'textSample'];

const kindText = (t: Translate, kind: string): string =>
  named.includes(kind) ? t(`mail.kind.${kind}.name`) : kind;

/** The form of filters, as the partial admin-ui/_field draws it. */
export function filterFields(t: Translate, query: QueueQuery) {
  const any = { value: '', text: t('mail.queue.any') };
  const options = (names: readonly string[], text: (name: string) => string) => [
    any,
    ...names.map((value) => ({ value, text: text(value) })),
  ];
  const field = (name: 'q' | 'domain' | 'kind' | 'state' | 'age', more: object) => ({
    name,
    label: t(`mail.queue.filter.${name}`),
    value: query[name] ?? '',
    ...more,
  });
  return [
    field('q', { max: 200, plain: true }),
    field('domain', { max: 253, plain: true }),
    field('state', { options: options(messageStates, (state) => t(`mail.queue.states.${state}`)) }),
    field('kind', { options: options(named, (kind) => kindText(t, kind)) }),
    field('age', { options: options(Object.keys(ages), (age) => t(`mail.queue.ages.${age}`)) }),
  ];
}

/** What a filter says, in words. */
export function filterFacts(t: Translate, { q, domain, state, kind, age }: QueueFilter) {
  const facts = [
    ['q', q],
    ['domain', domain],
    ['state', state && t(`mail.queue.states.${state}`)],
    ['kind', kind && kindText(t, kind)],
    ['age', age && t(`mail.queue.ages.${age}`)],
  ] as const;
  return facts.flatMap(([name, text]) => (text ? [{ label: t(`mail.queue.filter.${name}`), text }] : []));
}

/** Links to the same list in every state, with how many there are. */
export function stateTabs(t: Translate, filter: QueueFilter, counts: Readonly<Record<string, number>>) {
  return [undefined, ...messageStates].map((state) => ({
    href: queuePath + filterQuery({ ...filter, state }),
    text: t(`mail.queue.states.${state ?? 'all'}`),
    count: counts[state ?? 'total'],
    current: filter.state === state,
  }));
}

/** A row as the page shows it, with what may be done about it. */
export function rowView(t: Translate, row: QueueRow, now: Date) {
  const ended = row.state === 'failed' || row.state === 'bounced';
  const waits = row.state === 'queued';
  const next = waits && row.dueAt > now ? row.dueAt : undefined;
  return {
    ...row,
    kind: kindText(t, row.kind),
    response: row.state === 'sent' && !row.delayedAt ? null : row.response,
    reason: ended ? reasonText(t, row.response) : undefined,
    next,
    mayRetry: ended || (next !== undefined && row.attempt > 0),
    cancelHref: waits ? `${queuePath}/ask?act=cancel&id=${row.id}` : undefined,
    memberHref: row.memberId ? `/admin/members/${row.memberId}` : undefined,
  };
}
