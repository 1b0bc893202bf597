import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { FileKind, ImportError, ImportResult, ImportState, RunMode } from './import.table.ts';
import type { ImportCells } from './target.ts';
import './import.table.ts';

/** An import that this process works on until its lease ends; `attempt` fences later writes. */
export type ClaimedImport = {
  id: string;
  target: string;
  state: ImportState;
  attempt: number;
  createdBy: string;
  mode: RunMode | null;
  undoneBy: string | null;
  defaults: ImportCells | null;
};
export type Lease = Pick<ClaimedImport, 'id' | 'attempt'>;

/** States in which a worker has something to do. */
const worked = ['staged', 'running', 'undoing'] as const;

export async function insertImport(
  trx: Db,
  file: {
    target: string;
    fileName: string;
    fileKind?: FileKind;
    sha256: string;
    content: Buffer;
    createdBy: string;
  },
): Promise<string> {
  const row = await trx
    .insertInto('import')
    .values({
      target: file.target,
      state: 'staged',
      file_name: file.fileName,
      file_kind: file.fileKind ?? 'xlsx',
      file_sha256: file.sha256,
      file: file.content,
      created_by: file.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Takes an import that is to be read, run or taken back and that nobody holds; one of several callers gets it. */
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
    .where('state', 'in', worked)
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .returning(['id', 'target', 'state', 'attempt', 'created_by', 'mode', 'undone_by', 'defaults'])
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      target: row.target,
      state: row.state,
      attempt: row.attempt,
      createdBy: row.created_by,
      mode: row.mode,
      undoneBy: row.undone_by,
      defaults: row.defaults,
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
    .where('state', 'in', worked)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

export async function readFile(db: Db, id: string): Promise<Buffer> {
  const row = await db.selectFrom('import').select('file').where('id', '=', id).executeTakeFirstOrThrow();
  return row.file;
}

/** Ends an import, or a file that could not be read (`error`). */
export async function markDone(
  trx: Trx,
  { id, attempt }: Lease,
  from: 'staged' | 'running',
  now: Date,
  { error = null, result = null }: { error?: ImportError | null; result?: ImportResult | null } = {},
): Promise<boolean> {
  const changed = await trx
    .updateTable('import')
    .set({
      state: 'done',
      finished_at: now,
      lease_until: null,
      error: error && JSON.stringify(error),
      // nothing more is read from it, and nobody knows what it holds
      ...(error ? { file: Buffer.alloc(0) } : {}),
      result: result && JSON.stringify(result),
    })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', from)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/**
 * ready → running; undefined for the second press of the button, for a trial, and for all or nothing while a row is blocked.
 * Returns the nudge that starts the job.
 */
export async function markRunning(
  trx: Trx,
  id: string,
  mode: RunMode,
  now: Date,
): Promise<Nudge | undefined> {
  const blocked = trx
    .selectFrom('import_row')
    .select('number')
    .where('import_id', '=', id)
    .where('verdict', '=', 'blocked');
  const row = await trx
    .updateTable('import')
    .set({ state: 'running', mode, started_at: now, lease_until: null, turn_at: null, turn_over: false })
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .where('trial', '=', false)
    .$if(mode === 'all_or_nothing', (query) => query.where(({ not, exists }) => not(exists(blocked))))
    .returning('attempt')
    .executeTakeFirst();
  return row && { row: id, attempt: row.attempt };
}

/** Imports with work and without anybody at it: their nudge was lost, their worker died, or they wait for accounts. */
export async function dueImports(db: Db, now: Date): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('import')
    .select(['id', 'attempt'])
    .where('state', 'in', worked)
    .where((or) => or.or([or('lease_until', 'is', null), or('lease_until', '<=', now)]))
    .orderBy('created_at')
    .execute();
  return rows.map(({ id, attempt }) => ({ row: id, attempt }));
}

/** Whether an import waits for its start. */
export async function isReady(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('import')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .executeTakeFirst();
  return row !== undefined;
}
