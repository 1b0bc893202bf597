import { sql } from 'kysely';
import type { WayIn } from '../members/never-activated.store.ts';
import { deleting } from '../platform/forgetting.ts';
import './letter.table.ts';

/** Letters that ended, of people who signed in or are deleted: whoever never came in still stands in the list of letters by theirs. */
export const endedLetters = deleting(
  'access_letter',
  (
    before,
  ) => sql`state in ('redeemed', 'expired', 'withdrawn') and coalesce(redeemed_at, ended_at, expires_at) < ${before}
    and exists (select from member m where m.id = access_letter.member_id
      and (m.activated_at is not null or m.state = 'deleted'))`,
  {
    parts: [{ table: 'letter_print_item', by: 'letter_id' }],
    async along(trx) {
      await sql`delete from letter_print p where not exists (
        select from letter_print_item i where i.print_id = p.id) and p.made_at < now() - interval '1 day'`.execute(
        trx,
      );
    },
  },
);

/** Who has a letter that still opens, or got one since. */
export const lettered: WayIn = (since) => sql`
  select member_id from access_letter where state in ('created', 'printed', 'handed_out') or created_at >= ${since}`;
