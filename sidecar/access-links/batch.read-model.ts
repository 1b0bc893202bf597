import { sql } from 'kysely';
import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import type { LinkReader } from './link.read-model.ts';
import './access-link.table.ts';

export const batchesPerPage = 25;
export type Batch = {
  id: string;
  areaId: string;
  role: string;
  purpose: string;
  links: number;
  expiresAt: Date;
  createdBy: string | null;
  createdAt: Date;
  shownUntil: Date | null;
};
export type BatchRow = Batch & {
  areaName: string;
  madeByName: string | null;
  open: number;
  used: number;
};

const columns = [
  'id',
  'area_id as areaId',
  'role',
  'purpose',
  'links',
  'expires_at as expiresAt',
  'created_by as createdBy',
  'created_at as createdAt',
  'shown_until as shownUntil',
] as const;

/** The batch, or `not_found` where it is unknown or stands in an area in which this administrator may not act. */
export async function requireBatch(
  db: Db,
  { tree, actor }: AdminScope,
  id: string | undefined,
): Promise<Batch> {
  const batch = isUuid(id)
    ? await db.selectFrom('access_link_batch').select(columns).where('id', '=', id).executeTakeFirst()
    : undefined;
  if (!batch || !can(tree, actor, 'links.write', batch.areaId)) throw new AppError('not_found');
  return batch;
}

/** One page of the batches that were made to be handed over, newest first, with how many of their links still open and were used. */
export async function listBatches(
  db: Db,
  { areaIds, now }: LinkReader,
  asked: number,
): Promise<{ rows: BatchRow[]; total: number; page: number }> {
  const handedOver = db
    .selectFrom('access_link_batch as b')
    .where(sql<boolean>`b.area_id = any(${areaIds}::uuid[])`)
    .where('b.shown_until', 'is not', null);
  const { total } = await handedOver
    .select((is) => is.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const page = pageWithin(asked, total, batchesPerPage);
  const rows = await handedOver
    .innerJoin('area as a', 'a.id', 'b.area_id')
    .leftJoin('member as maker', 'maker.id', 'b.created_by')
    .select(columns.map((column) => `b.${column}` as const))
    .select([
      'a.name as areaName',
      sql<
        string | null
      >`case when maker.state <> 'deleted' then maker.first_name || ' ' || maker.last_name end`.as(
        'madeByName',
      ),
      sql<number>`(select count(*)::int from access_link l where l.batch_id = b.id and l.state = 'open'
        and l.expires_at > ${now})`.as('open'),
      sql<number>`(select count(*)::int from access_link l where l.batch_id = b.id and l.state = 'used')`.as(
        'used',
      ),
    ])
    .orderBy('b.created_at', 'desc')
    .orderBy('b.id')
    .limit(batchesPerPage)
    .offset((page - 1) * batchesPerPage)
    .execute();
  return { rows, total, page };
}
