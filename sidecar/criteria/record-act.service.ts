import { type RawBuilder, sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { administrator } from '../areas/settings-page.rules.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type Ask, mustType, type RecordAct, selectionOf, type Start } from './record-act.schema.ts';
import type { RecordDeps } from './record-change.service.ts';
import { lockRecords, unlockRecords } from './record-change.store.ts';
import { matching, visibleTo } from './record-filter.store.ts';
import { countRecords, readRecords } from './record-list.read-model.ts';
import { areaOfRecord, recordViewer } from './record-scope.rules.ts';
import { removeRecords } from './record.store.ts';

/** `applies`: to how many of the `records` that were picked the act applies now. */
export type ActPreview = { records: number; applies: number };
/** `left`: locked records that stay so, because an equal one counts by now. */
export type ActResult = { done: number; left: number };
type Condition = RawBuilder<boolean>;

const batchSize = 1000;
const acted = { lock: 'criteria.locked', unlock: 'criteria.unlocked', remove: 'criteria.removed' } as const;

function picked({ clock }: RecordDeps, scope: AdminScope, ask: Ask): Condition {
  const selection = selectionOf(ask);
  const viewer = recordViewer(scope);
  if ('filter' in selection) return matching(scope.tree, viewer, selection.filter, clock());
  return sql<boolean>`(${visibleTo(viewer)} and r.id = any(${sql.val(selection.ids)}::uuid[]))`;
}

/**
 * To which of them the act applies. Used ones are removed one at a time only, because a later file would make such a person new
 * again; those that stand for somebody right now stay.
 */
function applicable({ act, all, id }: Ask): Condition {
  if (act === 'lock') return sql<boolean>`r.state = 'open'`;
  if (act === 'unlock') return sql<boolean>`r.state = 'locked'`;
  const states = all || id.length > 1 ? ['open', 'locked'] : ['open', 'locked', 'used'];
  return sql<boolean>`r.state = any(${sql.val(states)}::text[])`;
}

export async function previewAct(deps: RecordDeps, scope: AdminScope, ask: Ask): Promise<ActPreview> {
  const where = picked(deps, scope, ask);
  const [records, applies] = await Promise.all([
    countRecords(deps.db, where),
    countRecords(deps.db, sql<boolean>`(${where} and ${applicable(ask)})`),
  ]);
  return { records, applies };
}

/** Ids behind `after`, held until the transaction ends, so that none is used between being read and being changed. */
async function takeIds(trx: Trx, where: Condition, after: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from criteria_record r where r.id > ${after} and ${where} order by r.id limit ${batchSize} for update`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

async function run(
  trx: Trx,
  { ring }: RecordDeps,
  act: RecordAct,
  ids: readonly string[],
): Promise<string[]> {
  if (act === 'lock') return lockRecords(trx, ids);
  if (act === 'unlock') return (await unlockRecords(trx, ring, ids)).unlocked;
  return removeRecords(trx, ids);
}

async function actOnBatch(
  trx: Trx,
  deps: RecordDeps,
  scope: AdminScope,
  act: RecordAct,
  ids: readonly string[],
): Promise<number> {
  const records = new Map((await readRecords(trx, ids)).map((record) => [record.id, record]));
  const done = await run(trx, deps, act, ids);
  const events = done.map((recordId) => ({
    act: acted[act],
    recordId,
    ...areaOfRecord(scope, records.get(recordId)?.grants ?? []),
  }));
  await audit(trx, administrator(scope), events);
  return done.length;
}

/** Throws `conflict` where the number is another one than the page said, and `invalid_input` where it had to be typed and was not. */
function check(start: Start, { applies }: ActPreview): void {
  if (applies !== start.applies)
    throw new AppError('conflict', { fields: [{ field: 'applies', text: 'criteria.act.changed' }] });
  if (mustType(start.act, applies) && start.typed.replace(/\D/g, '') !== String(applies))
    throw new AppError('invalid_input', { fields: [{ field: 'typed', text: 'criteria.act.typeNumber' }] });
}

/** Does it to all of them, batch by batch; what is done stays, so that the same press again does the rest. */
export async function runAct(deps: RecordDeps, scope: AdminScope, start: Start): Promise<ActResult> {
  const preview = await previewAct(deps, scope, start);
  check(start, preview);
  const where = sql<boolean>`(${picked(deps, scope, start)} and ${applicable(start)})`;
  let [done, seen, after] = [0, 0, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const from = after;
    const batch = await inBatch(deps.db, async (trx) => {
      const ids = await takeIds(trx, where, from);
      return { ids, done: ids.length > 0 ? await actOnBatch(trx, deps, scope, start.act, ids) : 0 };
    });
    done += batch.done;
    seen += batch.ids.length;
    after = batch.ids.at(-1) ?? after;
    if (batch.ids.length < batchSize) return { done, left: seen - done };
  }
}

const inBatch = <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> => db.transaction().execute(work);
