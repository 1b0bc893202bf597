import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { resolveFilter, viewerOf } from '../../sidecar/members/member-filter.rules.ts';
import { filterQuery, orderQuery } from '../../sidecar/members/member-filter.schema.ts';
import { listMembers } from '../../sidecar/members/member-list.read-model.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { servers } from '../support/servers.ts';

const texts = openTexts(fileURLToPath(new URL('../../sidecar/', import.meta.url)));
type Timed = { asked: string; ms: number };

/** Milliseconds that PostgreSQL's process worked for each list, whatever else the machine does meanwhile; undefined where it runs elsewhere. */
export async function timeQueries(
  url: string,
  asked: readonly string[],
  rounds: number,
): Promise<Timed[] | undefined> {
  if (!['127.0.0.1', 'localhost'].includes(new URL(servers().postgresUrl).hostname)) return undefined;
  const db = openDb(url, 1);
  try {
    // What other processes do for it would not be counted.
    await sql`set max_parallel_workers_per_gather = 0`.execute(db);
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
    const worked = () => Number(readFileSync(`/proc/${rows[0]?.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    const tree = await readTree(db);
    const grants = [{ areaId: tree.network?.id ?? '', role: 'network_manager' as const }];
    const scope = { tree, actor: { memberId: '', name: '', grants } };
    const viewer = viewerOf(scope);
    const times: Timed[] = [];
    for (let round = -1; round < rounds; round += 1)
      for (const each of asked) {
        const query = Object.fromEntries(new URLSearchParams(each));
        const filter = resolveFilter(filterQuery.parse(query), texts.translate('de'), scope, viewer);
        const before = worked();
        await listMembers(db, viewer, filter, orderQuery.parse(query));
        if (round >= 0) times.push({ asked: each, ms: worked() - before });
      }
    return times;
  } finally {
    await db.destroy();
  }
}
