import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import { sessionCookie } from '../support/sessions.ts';
import type { Installation } from '../support/installation.ts';

export const roleNames = [
  'nobody signed in',
  'stranger without a row',
  'member',
  'editor',
  'manager of werk-nord',
  'manager of werk-sued',
  'network manager',
  'suspended manager',
] as const;
export type RoleName = (typeof roleNames)[number];
/** One who asks: the session's cookie, and whom the database knows behind it. */
export type Caller = { cookie: string | undefined; userId: string | undefined; memberId: string | undefined };
export type Cast = Readonly<Record<RoleName, Caller>>;

const people: Partial<Record<RoleName, string>> = {
  member: 'maria.mitglied',
  editor: 'emil.editor',
  'manager of werk-nord': 'nora.nord',
  'network manager': 'netz.manager',
};

/** Inserts somebody with one grant; nothing is carried to Keycloak. Answers the member's id. */
export async function insertPerson(
  db: Db,
  person: { area: string; role: string; state?: string; userId?: string; more?: readonly string[] },
): Promise<string> {
  const name = `p${randomUUID().slice(0, 8)}`;
  const state = person.state ?? 'active';
  const { rows } = await sql<{ id: string }>`
    insert into member (first_name, last_name, email, username, origin, state, state_before, keycloak_user_id, sync_state)
    values ('Paula', ${name}, ${`${name}@muster.example`}, ${name}, 'manual', ${state},
      ${state === 'suspended' ? 'active' : null}, ${person.userId ?? randomUUID()}, 'done') returning id`.execute(
    db,
  );
  const id = rows[0]?.id ?? '';
  for (const slug of [person.area, ...(person.more ?? [])]) {
    await sql`insert into "grant" (member_id, area_id, role, origin)
      select ${id}, id, ${person.role}, 'manual' from area where slug = ${slug}`.execute(db);
  }
  return id;
}

/** One person a role, each with a live session. */
export async function cast(house: Installation, place: '/admin' | '/me' = '/admin'): Promise<Cast> {
  const { db } = house.database;
  const signedIn = async (userId: string): Promise<Caller> => {
    const { rows } = await sql<{
      id: string;
    }>`select id from member where keycloak_user_id = ${userId}`.execute(db);
    return { cookie: await sessionCookie(house, userId, place), userId, memberId: rows[0]?.id };
  };
  const demo = async (role: RoleName): Promise<Caller> => {
    const { rows } = await sql<{
      userId: string;
    }>`select keycloak_user_id as "userId" from member where username = ${people[role]}`.execute(db);
    return signedIn(rows[0]?.userId ?? '');
  };
  const added = async (area: string, state: string): Promise<Caller> => {
    const userId = randomUUID();
    await insertPerson(db, { area, role: 'newsroom_manager', state, userId });
    return signedIn(userId);
  };
  return {
    'nobody signed in': { cookie: undefined, userId: undefined, memberId: undefined },
    'stranger without a row': await signedIn(randomUUID()),
    member: await demo('member'),
    editor: await demo('editor'),
    'manager of werk-nord': await demo('manager of werk-nord'),
    'manager of werk-sued': await added('werk-sued', 'active'),
    'network manager': await demo('network manager'),
    'suspended manager': await added('werk-nord', 'suspended'),
  };
}
