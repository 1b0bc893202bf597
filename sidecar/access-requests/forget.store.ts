import { sql } from 'kysely';
import type { WayIn } from '../members/never-activated.store.ts';
import { deleting } from '../platform/forgetting.ts';
import './request.table.ts';

/**
 * Decided requests, with questions whether two accounts are one person. One that says when its person may ask again stays until
 * then, and one whose question is open as long as it is.
 */
export const decidedRequests = deleting(
  'access_request',
  (
    before,
    now,
  ) => sql`state <> 'pending' and decided_at < ${before} and (again_at is null or again_at <= ${now})
    and not exists (select from account_merge m where m.request_id = access_request.id and m.state = 'open')`,
  { parts: [{ table: 'account_merge', by: 'request_id' }] },
);

/** Who waits for an answer. */
export const asking: WayIn = () => sql`select member_id from access_request where state = 'pending'`;
