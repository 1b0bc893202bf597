import { sql } from 'kysely';
import { forgetMessagesOf } from '../mail/forget.store.ts';
import { deleting } from '../platform/forgetting.ts';
import './access-link.table.ts';

/** Links of which nothing is to come: none is open or being redeemed, and no registration that is kept came by one. */
const overLinks = deleting(
  'access_link',
  (before) => sql`batch_id in (
    select b.id from access_link_batch b where b.created_at < ${before} and not exists (
      select from access_link l where l.batch_id = b.id and (l.state in ('open', 'redeeming')
        or coalesce(l.used_at, l.ended_at, l.expires_at) >= ${before}
        or exists (select from registration r where r.access_link_id = l.id))))`,
  { parts: [{ table: 'access_link_former', by: 'link_id' }], along: forgetMessagesOf },
);

const emptyBatches = deleting(
  'access_link_batch',
  (before) => sql`created_at < ${before}
    and not exists (select from access_link l where l.batch_id = access_link_batch.id)`,
);

/** Links made together go together, with their list and their mails: a list with half of its links would tell wrong figures. */
export const endedLinks = {
  due: overLinks.due,
  async forget(...asked: Parameters<typeof overLinks.forget>) {
    const step = await overLinks.forget(...asked);
    if (step.forgotten === 0 && !step.more) await emptyBatches.forget(...asked);
    return step;
  },
};

/** Links tell how their mails fare as long as they are there. */
export const keptLinks = sql`select id from access_link`;
