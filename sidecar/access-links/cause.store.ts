import { sql } from 'kysely';
import type { Causes } from '../mail/queue.store.ts';

/** A mail with a link is worth another try as long as the link opens. */
export const accessLinkCauses: Causes = {
  accessLink: sql<boolean>`exists (select 1 from access_link l
    where l.id = message.subject_id and l.state = 'open' and l.expires_at > now())`,
};
