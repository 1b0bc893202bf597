import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { longestWaiting } from '../platform/longest-waiting.read-model.ts';

/** For how many seconds whoever is due longest has been waiting for Keycloak; 0 where nobody is. */
export const oldestSyncSeconds = (db: Db, now: Date): Promise<number> =>
  longestWaiting(
    db,
    now,
    sql`select case sync_state when 'claimed' then sync_lease_until else sync_due_at end as at from member where sync_open`,
  );

export type WorkerSigns = {
  /** Seconds since a worker should have read Keycloak's log again. */
  feedSeconds: number;
  /** Seconds since the last full comparison ended; undefined before the first. */
  reconcileSeconds: number | undefined;
};

/** What the workers leave behind, whichever of them it was. */
export async function workerSigns(db: Db, now: Date): Promise<WorkerSigns> {
  const { rows } = await sql<{ feed: number | null; reconcile: number | null }>`
    select (select extract(epoch from ${now}::timestamptz - greatest(due_at, lease_until)) from feed)::float8 as feed,
      (select extract(epoch from ${now}::timestamptz - max(finished_at)) from reconcile_run)::float8 as reconcile`.execute(
    db,
  );
  const [row] = rows;
  return { feedSeconds: Math.max(0, row?.feed ?? 0), reconcileSeconds: row?.reconcile ?? undefined };
}
