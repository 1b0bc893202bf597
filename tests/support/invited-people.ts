import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import { deriveSecret, lookupOf } from '../../sidecar/platform/secrets.ts';
import type { Installation } from './installation.ts';
import { until } from './processes.ts';

export type InvitedPerson = {
  id: string;
  memberId: string;
  userId: string;
  email: string;
  name: string;
  link: string;
};

/** Newly created people of Werk Nord, as soon as the worker has made their accounts at Keycloak; answers their ids. */
export async function createPeople(house: Installation, count: number): Promise<string[]> {
  const { db } = house.database;
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const memberId of ids) {
    const email = `${memberId}@muster.example`;
    await sql`with person as (
        insert into member (id, first_name, last_name, email, username, origin)
        values (${memberId}, 'Erika', ${`Muster ${memberId.slice(0, 4)}`}, ${email}, ${email}, 'import') returning id)
      insert into "grant" (member_id, area_id, role, origin)
      select person.id, area.id, 'member', 'import' from person, area where area.slug = 'werk-nord'`.execute(
      db,
    );
  }
  await until('the accounts', async () => {
    const { rows } =
      await sql`select 1 from member where id = any(${ids}::uuid[]) and sync_state = 'done'`.execute(db);
    return rows.length === count;
  });
  return ids;
}

/** Invites such people without a mail. */
export async function invitePeople(house: Installation, count: number): Promise<InvitedPerson[]> {
  const ids = await createPeople(house, count);
  return Promise.all(ids.map((memberId) => inviteOne(house, memberId, 1)));
}

/** One more link for somebody who has redeemed theirs. */
export function inviteAgain(house: Installation, person: InvitedPerson): Promise<InvitedPerson> {
  return inviteOne(house, person.memberId, 2);
}

async function inviteOne(house: Installation, memberId: string, generation: number): Promise<InvitedPerson> {
  const { db } = house.database;
  const { ring } = await loadKeys(String(house.env['KEYS_DIR']));
  const [id, keyId] = [randomUUID(), ring.current];
  const secret = deriveSecret(ring, 'invitation', id, { keyId, generation });
  await sql`insert into invitation (id, member_id, key_id, generation, lookup, expires_at)
    values (${id}, ${memberId}, ${keyId}, ${generation}, ${lookupOf(ring, keyId, secret)}, now() + interval '1 day')`.execute(
    db,
  );
  const { rows } = await sql<{
    userId: string;
    email: string;
    name: string;
  }>`update member set state = 'invited' where id = ${memberId}
    returning keycloak_user_id as "userId", email, first_name || ' ' || last_name as name`.execute(db);
  const { userId = '', email = '', name = '' } = rows[0] ?? {};
  return { id, memberId, userId, email, name, link: `${house.url}/i/${secret}` };
}

export async function invitationState(house: Installation, id: string): Promise<string> {
  const { rows } = await sql<{ state: string }>`select state from invitation where id = ${id}`.execute(
    house.database.db,
  );
  return rows[0]?.state ?? 'none';
}

export async function acceptances(house: Installation, id: string): Promise<number> {
  const { rows } =
    await sql`select 1 from audit where act = 'invitation.accepted' and subject_id = ${id}`.execute(
      house.database.db,
    );
  return rows.length;
}
