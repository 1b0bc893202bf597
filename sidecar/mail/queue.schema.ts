import { z } from 'zod';
import { messageStates } from './message.table.ts';

export const queueActs = ['retry', 'cancel'] as const;
export type QueueAct = (typeof queueActs)[number];
/** Older than this many hours. */
export const ages = { hour: 1, day: 24, week: 168 } as const;

const filter = {
  state: z.enum(messageStates).optional().catch(undefined),
  kind: z
    .string()
    .regex(/^[A-Za-z]{1,40}$/)
    .optional()
    .catch(undefined),
  domain: z.string().trim().toLowerCase().max(253).catch(''),
  age: z.enum(['hour', 'day', 'week']).optional().catch(undefined),
  q: z.string().trim().max(200).catch(''),
  /** One message. */
  id: z.uuid().optional().catch(undefined),
};

/** Which messages are meant; what does not fit is left out, not refused. */
export const queueFilter = z.object(filter);
export type QueueFilter = z.output<typeof queueFilter>;

export const queueQuery = z.object({
  ...filter,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  note: z.enum(['retried', 'cancelled']).optional().catch(undefined),
  count: z.coerce.number().int().min(0).max(100_000_000).catch(0),
});
export type QueueQuery = z.output<typeof queueQuery>;

export const queueAsk = z.object({ ...filter, act: z.enum(queueActs).catch('retry') });

/** `asked` is the number that the page named; an id that is no id is nobody's. */
export const queueForm = z.object({
  ...filter,
  id: z.string().max(100).optional(),
  act: z.enum(queueActs),
  asked: z.coerce.number().int().min(0).max(100_000_000),
});
export type QueueForm = z.output<typeof queueForm>;

/** The filter as an address writes it, without what is empty. */
export function filterQuery(wanted: QueueFilter, more: Record<string, string> = {}): string {
  const { state, kind, domain, age, q, id } = wanted;
  const named = Object.entries({ ...more, state, kind, domain, age, q, id });
  const query = new URLSearchParams(named.filter((entry): entry is [string, string] => Boolean(entry[1])));
  return query.size > 0 ? `?${query}` : '';
}
