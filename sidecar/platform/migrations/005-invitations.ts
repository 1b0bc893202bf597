import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table campaign (
      id uuid primary key default gen_random_uuid(),
      state text not null check (state in ('planned', 'running', 'paused', 'done', 'cancelled')),
      created_by uuid,
      created_at timestamptz not null default now(),
      invited integer not null default 0
    );
    create table invitation (
      id uuid primary key default gen_random_uuid(),
      member_id uuid not null references member (id),
      campaign_id uuid references campaign (id),
      state text not null default 'open' check (state in ('open', 'redeeming', 'accepted', 'expired', 'revoked')),
      key_id integer not null,
      generation integer not null default 1,
      lookup bytea not null unique,
      expires_at timestamptz not null,
      lease_id text,
      lease_until timestamptz,
      created_by uuid,
      created_at timestamptz not null default now(),
      accepted_at timestamptz
    );
    create unique index invitation_one_open on invitation (member_id) where state in ('open', 'redeeming');
    create index invitation_campaign on invitation (campaign_id);
`.execute(db);
}
