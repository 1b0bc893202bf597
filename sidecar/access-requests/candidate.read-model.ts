import { sql } from 'kysely';
import { spellings } from '../members/fold.rules.ts';
import { nameKeys } from '../members/likeness.rules.ts';
import type { Db } from '../platform/db.ts';
import type { Likeness } from './candidate.ts';
import '../members/listed-member.table.ts';
import '../members/member.table.ts';

/** Common names have hundreds of bearers; more are not looked at. */
const mostNamesakes = 100;

type Wanted = {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  employeeNumber: string | null;
};

/** As it may have been typed and stored: with and without blanks, in either case. */
function numberSpellings(number: string | null): string[] {
  if (number === null) return [];
  const bare = number.replace(/\s/g, '');
  return [...new Set([number, bare, bare.toUpperCase(), bare.toLowerCase(), ...spellings(bare)])];
}

/** Ids of living people other than `exceptId` who are like this one, each with why; one probe of an index a spelling. */
export async function readAlike(
  db: Db,
  exceptId: string,
  { firstName, lastName, email, employeeNumber }: Wanted,
): Promise<Map<string, Likeness[]>> {
  const names = nameKeys(firstName ?? '', lastName ?? '');
  const { rows } = await sql<{ id: string; likenesses: Likeness[] }>`
    select id, array_agg(distinct likeness) as likenesses from (
      select id, 'number' as likeness from member where state <> 'deleted' and employee_number = any(${numberSpellings(employeeNumber)}::text[])
      union all
      select id, 'email' from member where state <> 'deleted' and email is not null
        and einlass_address_key(email) = einlass_address_key(${email}::text)
      union all
      (select member_id, 'name' from listed_member where name_key = any(${names}::text[]) limit ${mostNamesakes})
    ) as alike where id <> ${exceptId} group by id`.execute(db);
  return new Map(rows.map(({ id, likenesses }) => [id, likenesses]));
}
