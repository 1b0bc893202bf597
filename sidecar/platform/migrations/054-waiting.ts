import { type Kysely, sql } from 'kysely';

/**
 * Whether somebody waits follows from three tables with many writers (requests, grants by hand, imports, ends, merges), so the database
 * keeps it: none of them can forget to (docs/adr/044).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Locks first and reads after, in a statement of its own: of two changes of one person the later one sees the earlier.
    create function einlass_settle_waiting(ids uuid[]) returns void language plpgsql as $$
    begin
      perform 1 from member where id = any (ids)
        and (state in ('registered', 'waiting') or state = 'suspended' and state_before in ('registered', 'waiting'))
        order by id for no key update;
      if not found then return; end if;
      update member m set state = case when m.state = 'suspended' then m.state else now_.state end,
        state_before = case when m.state = 'suspended' then now_.state else m.state_before end
      from (
        select one.id, case
          when exists (select 1 from "grant" g where g.member_id = one.id and (g.ends_at is null or g.ends_at > now()))
            then case when one.activated_at is null then 'registered' else 'active' end
          when exists (select 1 from access_request r where r.member_id = one.id and r.state = 'pending') then 'waiting'
          else 'registered' end as state
        from member one where one.id = any (ids)
      ) now_
      where m.id = now_.id
        and (case when m.state = 'suspended' then m.state_before else m.state end) in ('registered', 'waiting')
        and (case when m.state = 'suspended' then m.state_before else m.state end) <> now_.state;
    end $$;

    create function einlass_settle_new() returns trigger language plpgsql as $$
    begin
      perform einlass_settle_waiting(array(select distinct member_id from rows_new));
      return null;
    end $$;
    create function einlass_settle_old() returns trigger language plpgsql as $$
    begin
      perform einlass_settle_waiting(array(select distinct member_id from rows_old));
      return null;
    end $$;

    create trigger settle_insert after insert on "grant" referencing new table as rows_new for each statement execute function einlass_settle_new();
    create trigger settle_update after update on "grant" referencing new table as rows_new for each statement execute function einlass_settle_new();
    create trigger settle_delete after delete on "grant" referencing old table as rows_old for each statement execute function einlass_settle_old();
    create trigger settle_insert after insert on access_request referencing new table as rows_new for each statement execute function einlass_settle_new();
    create trigger settle_update after update on access_request referencing new table as rows_new for each statement execute function einlass_settle_new();
    create trigger settle_delete after delete on access_request referencing old table as rows_old for each statement execute function einlass_settle_old();
  `.execute(db);
}
