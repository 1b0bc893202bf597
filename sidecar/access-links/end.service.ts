import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { isUuid } from '../platform/uuid.rules.ts';
import { endLinks, runOut } from './life.store.ts';
import { type LinkReader, matching, readerOf } from './link.read-model.ts';
import type { LinkFilter, RevokeForm } from './link.schema.ts';

export type EndDeps = { db: Db; clock: Clock };

const batch = 500;

/** Ends what ran out, however much it is. Answers how many. */
export async function expireLinks(deps: EndDeps): Promise<number> {
  const now = deps.clock();
  const ids = await runOut(deps.db, now, batch);
  const ended = await deps.db
    .transaction()
    .execute((trx) => endLinks(trx, ids, { state: 'expired', actor: { kind: 'system' }, now }));
  return ids.length < batch || ended === 0 ? ended : ended + (await expireLinks(deps));
}

const revocable = (reader: LinkReader, filter: LinkFilter) =>
  sql`${matching(reader, filter)} and l.state = 'open' and l.expires_at > ${reader.now}`;

/** How many links of a filter can be taken back now. */
export async function countRevocable(db: Db, reader: LinkReader, filter: LinkFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${revocable(reader, filter)}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** What is named by id has to be there for this administrator. */
async function requireNamed(trx: Trx, reader: LinkReader, { id, batch: batchId }: RevokeForm): Promise<void> {
  for (const [name, value] of [
    ['id', id],
    ['batch', batchId],
  ] as const) {
    if (!value) continue;
    if (!isUuid(value)) throw new AppError('not_found');
    const filter = { q: '', [name]: value };
    const { rows } = await sql`select 1 ${matching(reader, filter)} limit 1`.execute(trx);
    if (rows.length === 0) throw new AppError('not_found');
  }
}

/**
 * Takes back every link of a filter that still opens, and says how many. `conflict` where they have become more than were asked about,
 * and where one that was named is over or is being redeemed this moment; `not_found` where a named one is unknown or foreign.
 */
export async function revokeLinks(deps: EndDeps, scope: AdminScope, form: RevokeForm): Promise<number> {
  const now = deps.clock();
  const reader = readerOf(scope, now);
  const { asked, ...filter } = form;
  const actor = { kind: 'administrator', memberId: scope.actor.memberId } as const;
  return deps.db.transaction().execute(async (trx) => {
    await requireNamed(trx, reader, form);
    const { rows } = await sql<{ id: string }>`
      select l.id ${revocable(reader, filter)} limit ${asked + 1}`.execute(trx);
    if (rows.length > asked)
      throw new AppError('conflict', { fields: [{ field: 'asked', text: 'access-links.revoke.more' }] });
    const ids = rows.map(({ id }) => id);
    const ended = await endLinks(trx, ids, { state: 'revoked', actor, now });
    if (filter.id && ended === 0)
      throw new AppError('conflict', { fields: [{ field: 'asked', text: 'access-links.revoke.overtaken' }] });
    return ended;
  });
}
