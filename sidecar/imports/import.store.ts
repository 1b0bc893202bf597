import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { ImportError, ImportState } from './import.table.ts';
import './import.table.ts';

/** An import that this process works on until its lease ends; `attempt` fences later writes. */
export type ClaimedImport = {
  id: string;
  target: string;
  state: ImportState;
  attempt: number;
  createdBy: string;
};
export type Lease = Pick<ClaimedImport, 'id' | 'attempt'>;

export async function insertImport(
  trx: Db,
  file: { target: string; fileName: string; sha256: string; content: Buffer; createdBy: string },
): Promise<string> {
  const row = await trx
    .insertInto('import')
    .values({
      target: file.target,
      state: 'staged',
      file_name: file.fileName,
      file_sha256: file.sha256,
      file: file.content,
      created_by: file.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Takes an import that is to be read or run and that nobody holds; one of several callers gets it. */
export async function claimImport(
  db: Db,
  id: string,
  now: Date,
  leaseSeconds: number,
): Promise<ClaimedImport | undefined> {
  const row = await db
    .updateTable('import')
    .set({ attempt: sql`attempt + 1`, lease_until: addSeconds(now, leaseSeconds) })
    .where('id', '=', id)
    .where('state', 'in', ['staged', 'running'])
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .returning(['id', 'target', 'state', 'attempt', 'created_by'])
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      target: row.target,
      state: row.state,
      attempt: row.attempt,
      createdBy: row.created_by,
    }
  );
}

/** Prolongs the lease and locks the import for the transaction; false once somebody else has claimed it. */
export async function keepLease(trx: Db, { id, attempt }: Lease, until: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('import')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', 'in', ['staged', 'running'])
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Ends an import, or a file that could not be read (`error`). */
export async function markDone(
  trx: Trx,
  { id, attempt }: Lease,
  from: 'staged' | 'running',
  now: Date,
  error: ImportError | null = null,
): Promise<boolean> {
  const changed = await trx
    .updateTable('import')
    .set({ state: 'done', finished_at: now, lease_until: null, error: error && JSON.stringify(error) })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', from)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** ready → running; false for the second press of the button. Returns the nudge that starts the job. */
export async function markRunning(trx: Trx, id: string, now: Date): Promise<Nudge | undefined> {
  const row = await trx
    .updateTable('import')
    .set({ state: 'running', started_at: now, lease_until: null })
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .returning('attempt')
    .executeTakeFirst();
  return row && { row: id, attempt: row.attempt };
}

/** Imports with work and without anybody at it: their nudge was lost, their worker died, or they wait for accounts. */
export async function dueImports(db: Db, now: Date): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('import')
    .select(['id', 'attempt'])
    .where('state', 'in', ['staged', 'running'])
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .orderBy('created_at')
    .execute();
  return rows.map(({ id, attempt }) => ({ row: id, attempt }));
}
