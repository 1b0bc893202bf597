import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Route } from '../../sidecar/platform/http/route.ts';
import { areaBodies, rejectModule } from './rights-areas.ts';
import { type Cast, insertPerson } from './rights-cast.ts';
import { bulkAct, created } from './rights-works.ts';
import { fieldBodies, ownField } from './rights-fields.ts';
import { accessRequest, requestBodies } from './rights-requests.ts';

/** Where an object stands that a route is asked about. `shared` and `peer` are people one may see, but not act on. */
export const places = ['werk-nord', 'werk-sued', 'unknown', 'malformed', 'shared', 'peer'] as const;
export type Place = (typeof places)[number];
export type Thing = { id: string; body: Record<string, string> };
type Makers = {
  db: Db;
  cast: Cast;
  account(): Promise<string>;
  /** Gives somebody an access letter. */
  letter(memberId: string): Promise<void>;
};

const creators = { 'werk-nord': 'manager of werk-nord', 'werk-sued': 'manager of werk-sued' } as const;
type Site = keyof typeof creators;
const isSite = (place: Place): place is Site => place in creators;

/** Identity acts need a role above all of the person's, in every area of theirs (architecture.md 7). */
const identityActs =
  /\/members\/:id\/(edit|suspend|reactivate|delete|export|invite|invitation\/revoke|letter\/(print|show)|correct-address)$|\/deviations\//;

async function person(db: Db, place: Place, state: string, userId?: string): Promise<string> {
  const more = { state, ...(userId ? { userId } : {}) };
  if (place === 'shared')
    return insertPerson(db, { area: 'werk-nord', more: ['werk-sued'], role: 'member', ...more });
  if (place === 'peer') return insertPerson(db, { area: 'werk-nord', role: 'newsroom_manager', ...more });
  return insertPerson(db, { area: place, role: 'member', ...more });
}

/** A print is there for nobody but who made it. */
async function letterPrint({ db, cast, letter }: Makers, place: Site): Promise<string> {
  const memberId = await person(db, place, 'active');
  await letter(memberId);
  const { rows } = await sql<{ id: string }>`
    with print as (insert into letter_print (id, made_by, made_at)
      values (gen_random_uuid(), ${cast[creators[place]].memberId}, now()) returning id)
    insert into letter_print_item (print_id, letter_id, generation)
      select print.id, w.id, generation from print, access_letter w where w.member_id = ${memberId} returning print_id as id`.execute(
    db,
  );
  return rows[0]?.id ?? '';
}

/** Deciding looks at the account, so this person has one. */
async function deviation({ db, account }: Makers, place: Place): Promise<string> {
  const memberId = await person(db, place, 'active', await account());
  const { rows } = await sql<{
    id: string;
  }>`insert into deviation (member_id, kind, keycloak_value, our_value, seen_at, looked_at)
    values (${memberId}, 'lastName', 'Anders', 'Paula', now(), now()) returning id`.execute(db);
  return rows[0]?.id ?? '';
}

/** A link that was mailed, in a batch whose secrets whoever made it may still see. */
async function accessLink({ db, cast }: Makers, place: Site, wanted: 'id' | 'batch_id'): Promise<string> {
  const { rows } = await sql<{ id: string; batch_id: string }>`
    with batch as (insert into access_link_batch (area_id, role, purpose, links, expires_at, created_by, shown_until)
      select id, 'member', 'Messe', 1, now() + interval '1 day', ${cast[creators[place]].memberId}, now() + interval '1 hour'
      from area where slug = ${place} returning id, area_id)
    insert into access_link (id, batch_id, number, area_id, role, key_id, lookup, last_four, expires_at, email, locale)
      select gen_random_uuid(), batch.id, 1, area_id, 'member', 1, decode(md5(random()::text), 'hex'), 'abcd',
        now() + interval '1 day', 'link@muster.example', 'de' from batch returning id, batch_id`.execute(db);
  return rows[0]?.[wanted] ?? '';
}

/** Somebody who is expected to register, by facts that are theirs alone. */
async function criteriaRecord({ db }: Makers, place: Place): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with made as (insert into criteria_set (version, key_id, keys, rules) values (1, 1, array['lastName'], '{}')
        on conflict (version, key_id, keys) do update set keys = excluded.keys returning id),
      record as (insert into criteria_record (set_id, lookup, "values", search, origin)
        select id, decode(md5(random()::text), 'hex'), '{"lastName": "Probe"}', 'probe', 'manual' from made returning id)
    insert into criteria_grant (record_id, area_id, role)
      select record.id, area.id, 'member' from record, area where area.slug = ${place} returning record_id as id`.execute(
    db,
  );
  return rows[0]?.id ?? '';
}

async function areaOf(db: Db, slug: Place): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from area where slug = ${slug}`.execute(db);
  return rows[0]?.id ?? '';
}

/** What the `:parameter` of a path means; a new kind of object has to be named here before its routes pass. */
async function idFor(given: Makers, path: string, place: Place): Promise<string> {
  const { db, cast, account } = given;
  const makers: readonly [string, () => Promise<string>][] = [
    ['/admin/members/:id/reactivate', () => person(db, place, 'suspended')],
    ['/admin/members/:id/invite', () => person(db, place, 'created')],
    ['/admin/members/:id/correct-address', () => person(db, place, 'created')],
    ['/admin/members/:id', () => person(db, place, 'active')],
    ['/admin/letters/prints/:id', () => letterPrint(given, place as Site)],
    ['/admin/deviations/:id', () => deviation(given, place)],
    ['/admin/bulk-acts/:id', () => bulkAct(db, cast[creators[place as Site]].memberId)],
    ['/admin/imports/:id', () => created(db, 'import', cast[creators[place as Site]].memberId)],
    ['/admin/campaigns/:id', () => created(db, 'campaign', cast[creators[place as Site]].memberId)],
    ['/admin/registrations/held/:id', () => areaOf(db, place)],
    ['/admin/settings/fields/:id/remove', () => ownField(db)],
    ['/admin/settings/fields/:id', async () => 'employeeNumber'],
    ['/admin/settings/areas/:id', () => areaOf(db, place)],
    ['/admin/settings/reject-modules/:id', () => rejectModule(db, place)],
    ['/admin/settings/mail-texts/:id', async () => `${place}.invitation.de`],
    ['/admin/access-links/batches/:id', () => accessLink(given, place as Site, 'batch_id')],
    ['/admin/access-links/:id', () => accessLink(given, place as Site, 'id')],
    ['/admin/registrations/:id', () => criteriaRecord(given, place)],
    ['/admin/requests/:id', () => accessRequest(db, place)],
    ['/admin/erasure/people/:id', () => person(db, place, 'deleted')],
    ['/admin/adopt/:userId', account],
  ];
  const maker = makers.find(([start]) => path.startsWith(start))?.[1];
  if (!maker) throw new Error(`tests/house/rights-objects.ts does not know the object of ${path}`);
  return maker();
}

const identity = {
  salutation: '',
  firstName: 'Paula',
  lastName: 'Probe',
  email: '',
  username: '',
  employeeNumber: '',
  locale: 'de',
};
const version = { version: '1' };
const mailText = { version: '0', subject: 'Guten Tag', body: 'Ein Text.' };

/** What a form of this route sends; a route with a body has to be named here before it passes. */
async function bodyFor({ db }: Makers, { path, body }: Route, place: Place): Promise<Record<string, string>> {
  if (!body) return {};
  const area = await sql<{ id: string }>`select id from area where slug = ${place}`.execute(db);
  const areaId = area.rows[0]?.id ?? (place === 'malformed' ? 'x' : randomUUID());
  const name = `n${randomUUID().slice(0, 8)}`;
  const links = { role: 'member', purpose: 'Messe', days: '30', formKey: randomUUID() };
  const record = { 'fact.lastName': name, [`role.${areaId}`]: 'member' };
  const bodies: Readonly<Record<string, Record<string, string>>> = {
    '/admin/members': { ...identity, username: name, areaId, role: 'member', formKey: randomUUID() },
    '/admin/members/:id/edit': { ...identity, username: name, ...version },
    '/admin/members/:id/grants': version,
    '/admin/grants/prolong': {},
    '/admin/members/:id/suspend': version,
    '/admin/members/:id/reactivate': version,
    '/admin/members/:id/delete': version,
    '/admin/members/:id/export': { format: 'json' },
    '/admin/members/:id/retry': {},
    '/admin/members/:id/invite': {},
    '/admin/members/:id/correct-address': {
      ...version,
      email: `${name}@muster.example`,
      seen: '',
      campaign: randomUUID(),
    },
    '/admin/campaigns': { formKey: randomUUID() },
    '/admin/campaigns/test-mail': {},
    '/admin/campaigns/:id/settings': { reminder: 'off' },
    '/admin/members/:id/letter/print': { formKey: randomUUID(), seen: 'none' },
    '/admin/members/:id/letter/show': { seen: 'none' },
    '/admin/letters/prints': { formKey: randomUUID(), applies: '0', again: '0' },
    '/admin/letters/handed-out': { formKey: randomUUID(), applies: '0', again: '0' },
    '/admin/bulk-acts': { act: 'suspend', formKey: randomUUID(), people: '0', applies: '0' },
    '/admin/mail-queue/acts': { act: 'retry', asked: '0' },
    '/admin/erasure/traces': { text: name },
    '/admin/erasure/traces/remove': { text: name, asked: '0' },
    '/admin/deviations/:id/adopt': {},
    '/admin/deviations/:id/revert': {},
    '/admin/imports': { target: 'members' },
    '/admin/imports/:id/columns': { sheet: 'Personen' },
    '/admin/imports/:id/run': { mode: 'valid_rows' },
    '/admin/registrations/held/:id/approve': { upTo: '2026-03-01T00:00:00.000Z' },
    '/admin/registrations/held/:id/raise': { allowed: '20' },
    ...fieldBodies(name),
    ...areaBodies,
    '/admin/settings/network': version,
    '/admin/settings/network/sample': version,
    '/admin/settings/network/logo': version,
    '/admin/settings/network/logo/remove': version,
    '/admin/settings/mail-texts/:id': mailText,
    '/admin/settings/mail-texts/:id/preview': mailText,
    '/admin/settings/mail-texts/:id/test': mailText,
    '/admin/settings/mail-texts/:id/reset': { version: '0' },
    '/admin/access-links': {
      ...identity,
      ...links,
      areaId,
      email: `${name}@muster.example`,
    },
    '/admin/access-links/batches': { ...links, areaId, links: '1' },
    '/admin/access-links/revoke': { asked: '0' },
    '/admin/access-links/:id/send-again': { seen: '1' },
    ...(await requestBodies(path, areaId, () => person(db, isSite(place) ? place : 'werk-nord', 'created'))),
    '/admin/registrations': { ...record, formKey: randomUUID() },
    '/admin/registrations/hint': record,
    '/admin/registrations/probe': record,
    '/admin/registrations/acts': { act: 'lock', applies: '0' },
    '/admin/registrations/:id/edit': { ...record, ...version },
    '/admin/adopt/:userId': { firstName: 'Paula', lastName: 'Probe' },
  };
  const known = bodies[path];
  if (!known) throw new Error(`tests/house/rights-objects.ts does not know the form of ${path}`);
  return known;
}

/** Forms that name an area. */
export const areaForms: ReadonlySet<string> = new Set([
  '/admin/members',
  '/admin/registrations',
  '/admin/access-links',
  '/admin/access-links/batches',
]);

/** The places that make sense for a route: none but the first where nothing is named. */
export function placesOf({ method, path }: Route): readonly Place[] {
  const acts = method === 'post' && identityActs.test(path) ? (['shared', 'peer'] as const) : [];
  // An account that nobody manages stands in no area.
  if (path.startsWith('/admin/adopt/:')) return ['werk-nord', 'unknown', 'malformed'];
  const named = path.includes(':') || (method === 'post' && areaForms.has(path));
  return named ? ['werk-nord', 'werk-sued', 'unknown', 'malformed', ...acts] : ['werk-nord'];
}

/** A fresh object, so that no cell of the matrix disturbs the next. */
export async function thingFor(makers: Makers, route: Route, place: Place): Promise<Thing> {
  const body = await bodyFor(makers, route, place);
  if (!route.path.includes(':') || place === 'unknown') return { id: randomUUID(), body };
  if (place === 'malformed') return { id: "1'--", body };
  if (!isSite(place) && place !== 'shared' && place !== 'peer') throw new Error(place);
  return { id: await idFor(makers, route.path, place), body };
}
