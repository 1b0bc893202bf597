import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import { until } from '../support/processes.ts';

/**
 * Stops a worker in the middle of a statement, exactly at a row: a trigger waits there for an advisory lock that we hold, so
 * that the process can be killed while its transaction is half done. `db` must be the schema owner's.
 */
export type Stops = {
  /** Waits until the worker stands at the next of these places; undefined once none is left. */
  next(): Promise<string | undefined>;
  /** Lets it go on, and never stops at this place again. */
  release(place: string): Promise<void>;
  close(): Promise<void>;
};

const lockClass = 4712;

/** `places` by table: values of `column` at which to stop when a row is written. */
export async function openStops(
  db: Db,
  places: readonly { table: 'import_row' | 'member'; column: string; value: string }[],
  isOver: () => Promise<boolean>,
): Promise<Stops> {
  await sql`create table if not exists test_stop (place text primary key, number serial)`.execute(db);
  for (const { table, value } of places)
    await sql`insert into test_stop (place) values (${`${table} ${value}`})`.execute(db);
  await sql.raw(`grant select on test_stop to public`).execute(db);
  for (const table of ['import_row', 'member']) {
    const column = places.find((place) => place.table === table)?.column;
    if (!column) continue;
    await sql
      .raw(`
      create or replace function test_stop_${table}() returns trigger language plpgsql security definer as $$
      declare stop integer;
      begin
        select number into stop from test_stop where place = '${table} ' || new.${column};
        if stop is not null then
          perform pg_advisory_lock(${lockClass}, stop);
          perform pg_advisory_unlock(${lockClass}, stop);
        end if;
        return null;
      end $$;
      create or replace trigger test_stop after insert or update on ${table} for each row execute function test_stop_${table}();
    `)
      .execute(db);
  }
  const holder = await hold(db);
  return {
    async next() {
      const left = await sql<{ n: number }>`select count(*)::int as n from test_stop`.execute(db);
      if (left.rows[0]?.n === 0) return undefined;
      return until(
        'the worker comes to the next stop',
        async () => (await waitingAt(db)) ?? ((await isOver()) ? 'over' : undefined),
        240,
      ).then((place) => (place === 'over' ? undefined : place));
    },
    async release(place) {
      await sql`delete from test_stop where place = ${place}`.execute(db);
      await holder.free(place);
    },
    close: () => holder.close(),
  };
}

/** Session locks need one connection that stays. */
async function hold(db: Db) {
  const numbers = await sql<{ place: string; number: number }>`select place, number from test_stop`.execute(
    db,
  );
  const byPlace = new Map(numbers.rows.map(({ place, number }) => [place, number]));
  let end: () => void = () => {};
  const wishes: { place: string; done: () => void }[] = [];
  let wake: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const ready = Promise.withResolvers<void>();
  const working = db.connection().execute(async (connection) => {
    for (const number of byPlace.values())
      await sql`select pg_advisory_lock(${lockClass}::int, ${number}::int)`.execute(connection);
    ready.resolve();
    let closed = false;
    void over.then(() => {
      closed = true;
    });
    while (!closed) {
      const wish = wishes.shift();
      if (wish) {
        const number = byPlace.get(wish.place) ?? -1;
        await sql`select pg_advisory_unlock(${lockClass}::int, ${number}::int)`.execute(connection);
        wish.done();
      } else
        await Promise.race([
          over,
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        ]);
    }
    await sql`select pg_advisory_unlock_all()`.execute(connection);
  });
  await ready.promise;
  return {
    free: (place: string) =>
      new Promise<void>((done) => {
        wishes.push({ place, done });
        wake();
      }),
    async close() {
      end();
      await working;
    },
  };
}

async function waitingAt(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ place: string }>`
    select s.place from pg_locks l join test_stop s on s.number = l.objid
    where l.locktype = 'advisory' and l.classid = ${lockClass} and not l.granted
      and l.database = (select oid from pg_database where datname = current_database())
    limit 1`.execute(db);
  return rows[0]?.place;
}
