import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { viewerOf } from './access.service.ts';
import './import.table.ts';

/** How many of the imports that this administrator may open are at work right now: read, run or taken back. */
export async function countRunning(db: Db, scope: AdminScope): Promise<number> {
  const { seesAll, memberId } = viewerOf(scope);
  const row = await db
    .selectFrom('import')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('state', 'in', ['staged', 'running', 'undoing'])
    .where('trial', '=', false)
    .$if(!seesAll, (own) => own.where('created_by', '=', memberId))
    .executeTakeFirstOrThrow();
  return row.count;
}
