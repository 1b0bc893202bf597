import type { Db } from '../platform/db.ts';
import { type RetentionKey, retentionKeys } from './kinds.rules.ts';
import type { Counts } from './run.service.ts';
import './retention.table.ts';

/** One night as it was; `finishedAt` null while it runs or was cut off. */
export type NightTold = {
  night: string;
  startedAt: Date;
  finishedAt: Date | null;
  counts: Counts;
  failed: RetentionKey[];
};

const isKey = (kind: string): kind is RetentionKey => retentionKeys.some((key) => key === kind);

/** The last nights, newest first. */
export async function lastNights(db: Db, most: number): Promise<NightTold[]> {
  const runs = await db
    .selectFrom('retention_run')
    .select(['night', 'started_at as startedAt', 'finished_at as finishedAt'])
    .orderBy('night', 'desc')
    .limit(most)
    .execute();
  if (runs.length === 0) return [];
  const rows = await db
    .selectFrom('retention_count')
    .select(['night', 'kind', 'forgotten', 'failed'])
    .where(
      'night',
      'in',
      runs.map(({ night }) => night),
    )
    .execute();
  const byNight = Map.groupBy(rows, ({ night }) => night);
  return runs.map((run) => {
    const known = (byNight.get(run.night) ?? []).flatMap(({ kind, ...row }) =>
      isKey(kind) ? [{ kind, ...row }] : [],
    );
    return {
      ...run,
      counts: Object.fromEntries(known.map(({ kind, forgotten }) => [kind, forgotten])),
      failed: known.filter(({ failed }) => failed).map(({ kind }) => kind),
    };
  });
}
