import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { isUniqueViolation, type Db, type Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { type Comparisons, insertChange, readOpenChange, turnChange } from './rules-change.store.ts';
import { takeRules } from './set.store.ts';

export type RulesDeps = { db: Db; ring: KeyRing };
type Administrator = Extract<AuditActor, { kind: 'administrator' }>;
/** `busy`: another change is open, or records are being stored by somebody for longer than one wants to wait. */
export type Requested = 'unchanged' | 'applied' | 'checking' | 'busy';

const lockNotAvailable = '55P03';

/** Runs `change` while nobody stores records; `busy` where that is not to be had within five seconds. */
async function alone<T>(db: Db, change: (trx: Trx) => Promise<T>): Promise<T | 'busy'> {
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = '5s'`.execute(trx);
      return change(trx);
    });
  } catch (thrown) {
    if (isUniqueViolation(thrown, 'criteria_change_single')) return 'busy';
    if ((thrown as { code?: unknown }).code === lockNotAvailable) return 'busy';
    throw thrown;
  }
}

async function saveComparisons(trx: Trx, actor: AuditActor, comparisons: Comparisons): Promise<void> {
  await sql`
    update member_field f set comparison = v.value, version = version + 1
    from jsonb_each_text(${JSON.stringify(comparisons)}::jsonb) as v where v.key = f.key`.execute(trx);
  await record(trx, actor, [{ act: 'fields.changed', fields: Object.keys(comparisons) }]);
}

/**
 * Asks for other comparisons by field key. Where no record is stored by those fields they count at once; else a job first finds the
 * records that would become equal.
 */
export async function requestComparisons(
  { db, ring }: RulesDeps,
  actor: Administrator,
  wanted: Comparisons,
): Promise<Requested> {
  return alone(db, async (trx): Promise<Requested> => {
    const { rules, keyId } = await takeRules(trx, ring);
    const comparisons = Object.fromEntries(
      Object.entries(wanted).filter(([key, value]) => rules[key] && rules[key].comparison !== value),
    );
    const keys = Object.keys(comparisons);
    if (keys.length === 0) return 'unchanged';
    if (await readOpenChange(trx)) return 'busy';
    const { rows } = await sql`select 1 from criteria_set where keys && ${keys}::text[] limit 1`.execute(trx);
    if (rows.length > 0) {
      await insertChange(trx, { comparisons, keyId, createdBy: actor.memberId });
      return 'checking';
    }
    await saveComparisons(trx, actor, comparisons);
    return 'applied';
  });
}

/**
 * Makes a checked change count: new records are stored by it from now on, those stored before follow in a job and are found by their old
 * rules until then. `gone` where it is not waiting for that (any more).
 */
export async function applyChange(
  { db, ring }: RulesDeps,
  actor: AuditActor,
  id: string,
  now: Date,
): Promise<'applying' | 'gone' | 'busy'> {
  return alone(db, async (trx) => {
    const { version } = await takeRules(trx, ring);
    const change = await readOpenChange(trx);
    if (change?.id !== id || !(await turnChange(trx, id, ['checked'], 'applying', now))) return 'gone';
    const keys = Object.keys(change.comparisons);
    // Sets of other fields are looked up as before, so they go along as they are.
    await sql`
      update criteria_set set version = ${version + 1} where version = ${version} and not keys && ${keys}::text[]`.execute(
      trx,
    );
    await sql`update network_setting set criteria_version = ${version + 1}`.execute(trx);
    await saveComparisons(trx, actor, change.comparisons);
    return 'applying';
  });
}

/** Takes back a change that does not count yet; false where it does by now. */
export async function cancelChange(db: Db, id: string, now: Date): Promise<boolean> {
  return db.transaction().execute((trx) => turnChange(trx, id, ['checking', 'checked'], 'cancelled', now));
}
