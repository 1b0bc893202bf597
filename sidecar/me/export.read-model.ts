import { type RawBuilder, sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import type { NamedFact, OwnPerson, OwnRecord } from './export.ts';
import { namedFacts } from './export.rules.ts';
import { readTraces } from './export-traces.read-model.ts';

type Named = (facts: Facts | null) => readonly NamedFact[];
type Facted<Row> = Omit<Row, 'facts'> & { facts: Facts | null };

/** Rows with the facts in them under the network's names. */
async function withFacts<Row>(db: Db, named: Named, query: RawBuilder<Facted<Row>>): Promise<Row[]> {
  const { rows } = await query.execute(db);
  return rows.map((row) => ({ ...row, facts: named(row.facts) }) as Row);
}

async function readPerson(db: Db, memberId: string): Promise<OwnPerson> {
  const { rows } = await sql<OwnPerson>`
    select salutation, first_name as "firstName", last_name as "lastName", username, email, email_verified as "emailVerified",
      employee_number as "employeeNumber", locale, state, origin, created_at as "createdAt", activated_at as "firstSignInAt"
    from member where id = ${memberId} and state <> 'deleted'`.execute(db);
  const [person] = rows;
  if (!person) throw new AppError('no_access');
  return person;
}

const areasOf = (memberId: string) => sql<OwnRecord['areas'][number]>`
  select a.name as area, g.role, g.origin, g.granted_at as since, g.ends_at as until
  from "grant" g join area a on a.id = g.area_id where g.member_id = ${memberId} order by a.name, g.id`;

const requestsOf = (memberId: string) => sql<Facted<OwnRecord['requests'][number]>>`
  select a.name as area, r.state, r.origin, r.message, r.answers, r.facts, r.created_at as "filedAt",
    r.expires_at as "expiresAt", r.decided_at as "decidedAt", r.reason, r.again_at as "againAt",
    (select jsonb_agg(jsonb_build_object('area', ga.name, 'role', g ->> 'role', 'until', g ->> 'endsAt'))
      from jsonb_array_elements(r.granted) g left join area ga on ga.id = (g ->> 'areaId')::uuid) as granted
  from access_request r join area a on a.id = r.area_id where r.member_id = ${memberId} order by r.created_at, r.id`;

/** Not those in which somebody else typed an address that is this person's: what they typed is theirs. */
const registrationsOf = (memberId: string) => sql<Facted<OwnRecord['registrations'][number]>>`
  select r.way, r.state, a.name as area, r.email, r.locale, r."values" as facts, r.request - 'origin' as request,
    r.created_at as "startedAt", r.decided_at as "decidedAt", r.outcome
  from registration r left join area a on a.id = r.area_id
  where ${memberId} in (r.member_id, r.account_member_id) order by r.created_at, r.id`;

const recordsOf = (memberId: string) => sql<Facted<OwnRecord['records'][number]>>`
  select "values" as facts, origin, created_at as "createdAt", used_at as "usedAt"
  from criteria_record where member_id = ${memberId} order by used_at, id`;

/** All that is stored of a person, as one moment saw it. Facts are named in `locale`; everything else is codes and dates. */
export async function readOwnRecord(db: Db, memberId: string, locale: Locale): Promise<OwnRecord> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const fields = await readFields(trx);
      const named: Named = (facts) => namedFacts(fields, facts, locale);
      return {
        person: await readPerson(trx, memberId),
        areas: (await areasOf(memberId).execute(trx)).rows,
        requests: await withFacts(trx, named, requestsOf(memberId)),
        registrations: await withFacts(trx, named, registrationsOf(memberId)),
        records: await withFacts(trx, named, recordsOf(memberId)),
        ...(await readTraces(trx, memberId)),
      };
    });
}

/** The part of it that /me/data shows: who the person is, and by which facts they were recognised. */
export async function readOwnFacts(db: Db, memberId: string, locale: Locale) {
  const fields = await readFields(db);
  const person = await readPerson(db, memberId);
  const { firstName, lastName, employeeNumber } = person;
  const builtIn: Facts = { firstName, lastName, ...(employeeNumber ? { employeeNumber } : {}) };
  const records = await withFacts(db, (facts) => namedFacts(fields, facts, locale), recordsOf(memberId));
  return { person, named: namedFacts(fields, builtIn, locale), records };
}
