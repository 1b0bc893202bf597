import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { importJob } from '../../sidecar/imports/import.job.ts';
import { insertImport } from '../../sidecar/imports/import.store.ts';
import type { RunMode } from '../../sidecar/imports/import.table.ts';
import { startImport } from '../../sidecar/imports/start.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { memberImportTarget, type MemberImportDeps } from '../../sidecar/members/import-target.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { texts } from '../members/import-fixtures.ts';

/** A job with its own clock; `target` overrides parts of the members' target, as a process that dies there. */
export function importer(
  db: Db,
  scope: AdminScope | undefined,
  target: Partial<ImportTarget> = {},
  letters: Partial<MemberImportDeps> = {},
) {
  let now = new Date('2026-03-01T12:00:00Z');
  const clock = () => now;
  const members = memberImportTarget({ texts, clock, afterCommit: async () => {}, ...letters });
  const targets = new Map([['members', { ...members, ...target } as ImportTarget]]);
  const job = importJob({ db, clock, targets, scopeOf: async () => scope });
  return {
    members,
    targets,
    job,
    clock,
    wait: (seconds: number): void => {
      now = addSeconds(now, seconds);
    },
    /** What the sweep would do: every due import gets one nudge. */
    sweep: async (): Promise<number> => {
      const nudges = await job.sweep(db);
      for (const nudge of nudges) await job.handle(nudge);
      return nudges.length;
    },
    upload: async (content: Buffer, createdBy: string): Promise<string> => {
      const file = { target: 'members', fileName: 'a.xlsx', sha256: 'x', content, createdBy };
      const id = await insertImport(db, file);
      await job.handle({ row: id, attempt: 0 });
      return id;
    },
    start: (id: string, by: string, mode?: RunMode) =>
      startImport(db, id, { kind: 'administrator', memberId: by }, now, mode),
  };
}

export async function importOf(db: Db, id: string) {
  return db
    .selectFrom('import')
    .select(['state', 'error', 'attempt'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

export async function rowsOf(db: Db, id: string) {
  return db.selectFrom('import_row').selectAll().where('import_id', '=', id).orderBy('number').execute();
}
