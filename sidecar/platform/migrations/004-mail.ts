import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table message (
      id uuid primary key default gen_random_uuid(),
      kind text not null,
      member_id uuid references member (id),
      subject_id uuid,
      locale text not null,
      to_address text not null,
      state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'bounced', 'cancelled')),
      attempt integer not null default 0,
      due_at timestamptz not null default now(),
      lease_until timestamptz,
      header_id text not null unique,
      response text,
      created_at timestamptz not null default now(),
      first_tried_at timestamptz,
      cancelled_at timestamptz,
      sent_at timestamptz
    );
    create index message_due on message (due_at) where state in ('queued', 'sending');
    create index message_subject on message (subject_id);
    create index message_member on message (member_id);
`.execute(db);
}
