import { sql } from 'kysely';
import type { Causes } from '../mail/queue.store.ts';

const opens = sql<boolean>`exists (select 1 from invitation i
  where i.id = message.subject_id and i.state = 'open' and i.expires_at > now())`;

/** A mail with a link is worth another try as long as the link opens. */
export const invitationCauses: Causes = { invitation: opens, reminder: opens };
