import { type Kysely, sql } from 'kysely';

/**
 * One mailbox in its spellings: case, what follows a plus, dots where the provider ignores them; finds people who registered twice. And
 * what was asked about a request.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    create function einlass_address_key(address text) returns text language sql immutable parallel safe
      return case when split_part(lower(address), '@', 2) in ('gmail.com', 'googlemail.com')
        then replace(split_part(split_part(lower(address), '@', 1), '+', 1), '.', '') || '@gmail.com'
        else split_part(split_part(lower(address), '@', 1), '+', 1) || '@' || split_part(lower(address), '@', 2) end;
    create index member_address_key on member (einlass_address_key(email)) where state <> 'deleted' and email is not null;
    create index account_merge_request on account_merge (request_id, created_at desc);
  `.execute(db);
}
