import { z } from 'zod';

export const inboxTabs = ['pending', 'decided'] as const;
export type InboxTab = (typeof inboxTabs)[number];

const filter = {
  tab: z.enum(inboxTabs).catch('pending'),
  area: z.uuid().optional().catch(undefined),
  q: z.string().trim().max(200).catch(''),
};
/** Which requests are meant; what does not fit is left out, not refused. */
export const inboxFilter = z.object(filter);
export type InboxFilter = z.output<typeof inboxFilter>;

const count = z.coerce.number().int().min(0).max(1000).catch(0);
export const inboxQuery = z.object({
  ...filter,
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
  note: z.enum(['approved', 'rejected']).optional().catch(undefined),
  done: count,
  already: count,
  refused: count,
});
export type InboxQuery = z.output<typeof inboxQuery>;

/** The filter as an address writes it, without what is empty. */
export function inboxAddress(wanted: InboxFilter, more: Readonly<Record<string, string>> = {}): string {
  const { tab, area, q } = wanted;
  const named = Object.entries({ ...more, tab: tab === 'pending' ? '' : tab, area, q });
  const query = new URLSearchParams(named.filter((entry): entry is [string, string] => Boolean(entry[1])));
  return query.size > 0 ? `?${query}` : '';
}
