import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { countOver, type Forgetting } from '../platform/forgetting.ts';
import type { ImportTarget } from './target.ts';
import './import.table.ts';

/** Ended, or looked at and never started. What waits for a worker, runs or is paused is still to end. */
const over = (before: Date) => sql`
  ((state in ('done', 'undone') and coalesce(undone_at, finished_at, created_at) < ${before})
    or (state in ('mapping', 'ready') and created_at < ${before}))`;

type Ended = { id: string; target: string; at: Date };

async function next(trx: Trx, before: Date): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    select id, target, coalesce(finished_at, created_at) as at from import where ${over(before)}
    limit 1 for update skip locked`.execute(trx);
  const [ended] = rows;
  // before the first row goes: what has lost some can neither be started nor taken back
  if (ended)
    await sql`update import set state = 'undone' where id = ${ended.id} and state <> 'undone'`.execute(trx);
  return ended;
}

/** Rows of the file, `limit` at most, with what they are found by; answers how many went. */
async function forgetRowsOf(
  trx: Trx,
  { id, target, at }: Ended,
  limit: number,
  targets: Targets,
): Promise<number> {
  const { rows } = await sql<{ subjectId: string | null }>`
    delete from import_row where ctid = any(array(
      select ctid from import_row where import_id = ${id} limit ${limit}))
    returning subject_id as "subjectId"`.execute(trx);
  const subjects = rows.flatMap(({ subjectId }) => subjectId ?? []);
  if (subjects.length > 0) await targets.get(target)?.named?.(trx, subjects, at);
  return rows.length;
}

async function forgetSome(trx: Trx, table: string, id: string, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where import_id = ${id} limit ${limit}))`.execute(trx);
  return Number(numAffectedRows);
}

type Targets = ReadonlyMap<string, Pick<ImportTarget, 'named'>>;

/** Imports with file, rows and all, a part of one in each step; who was stored by them stays. */
export function endedImports(targets: Targets): Forgetting {
  return {
    due: (db, before) => countOver(db, 'import', over(before)),
    async forget(trx, before, _now, limit) {
      const ended = await next(trx, before);
      if (!ended) return { forgotten: 0, more: false };
      for (const table of ['import_words', 'import_place'])
        if ((await forgetSome(trx, table, ended.id, limit)) > 0) return { forgotten: 0, more: true };
      if ((await forgetRowsOf(trx, ended, limit, targets)) > 0) return { forgotten: 0, more: true };
      await sql`delete from import where id = ${ended.id}`.execute(trx);
      return { forgotten: 1, more: true };
    },
  };
}
