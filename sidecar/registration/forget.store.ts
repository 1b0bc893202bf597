import { sql } from 'kysely';
import type { WayIn } from '../members/never-activated.store.ts';
import { deleting } from '../platform/forgetting.ts';

/**
 * Registrations that ended: the audit and the evidence say afterwards who was let in by what. One whose link at Keycloak is still to be
 * removed stays.
 */
export const endedRegistrations = deleting(
  'registration',
  (before) => sql`created_at <= ${before} and (state in ('refused', 'cancelled', 'expired')
    or (state = 'done' and (redeemed_at is null or link_removed_at is not null)))`,
);

/** Who registers at this moment, or did since: they have the way in in their hands. */
export const registering: WayIn = (since) => sql`
  select member_id from registration where member_id is not null
    and (state in ('deciding', 'admitting', 'ready') or created_at >= ${since})`;
