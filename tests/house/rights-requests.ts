import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Place } from './rights-objects.ts';

/** Somebody without any grant, who asks for access. */
export async function accessRequest(db: Db, place: Place): Promise<string> {
  const name = `p${randomUUID().slice(0, 8)}`;
  const { rows } = await sql<{ id: string }>`
    with made as (insert into member (first_name, last_name, email, username, origin, state, keycloak_user_id, sync_state)
      values ('Paula', ${name}, ${`${name}@muster.example`}, ${name}, 'openRegistration', 'registered', ${randomUUID()}, 'done')
      returning id)
    insert into access_request (member_id, area_id, origin, message, answers, expires_at)
      select made.id, area.id, 'openRegistration', 'Bitte', '[]', now() + interval '1 day' from made, area
      where area.slug = ${place} returning id`.execute(db);
  return rows[0]?.id ?? '';
}

/** What the forms about requests send; a merge names somebody whom nobody has seen inside. */
export async function requestBodies(
  path: string,
  areaId: string,
  newcomer: () => Promise<string>,
): Promise<Record<string, Record<string, string>>> {
  const merges = path === '/admin/requests/:id/merge';
  return {
    '/admin/requests/selected': { act: 'reject', words: 'Nein' },
    '/admin/requests/:id/approve': { [`role.${areaId}`]: 'member' },
    '/admin/requests/:id/merge': merges ? { member: await newcomer(), version: '1', form: 'now' } : {},
    '/admin/requests/:id/merge/withdraw': { merge: randomUUID() },
  };
}
