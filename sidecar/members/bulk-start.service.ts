import { canGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';
import { type BulkAct, mustType, offeredActs } from './bulk-act.rules.ts';
import { insertBulkAct, snapshot, startedBy, stopBulkAct } from './bulk-act.store.ts';
import { selected } from './bulk-preview.read-model.ts';
import { type Selection, selectionOf, type Start, wishedAct } from './bulk-selection.rules.ts';
import { administrator, type PersonDeps } from './person-change.service.ts';
import { grantableRoles } from './person.rules.ts';

const refuse = (field: string, problem: string) =>
  new AppError('invalid_input', { fields: [{ field, text: `members.bulk.problem.${problem}` }] });

/** The act as this administrator may start it; throws at the field that stands in the way. */
function requireAct(scope: AdminScope, form: Start): BulkAct {
  const act = wishedAct(form);
  if (!offeredActs(scope).includes(form.act)) throw new AppError('forbidden');
  if (!act) throw refuse(form.areaId ? 'role' : 'areaId', form.areaId ? 'role' : 'area');
  if ('areaId' in act && grantableRoles(scope, act.areaId).length === 0) throw refuse('areaId', 'area');
  if (act.act === 'grant' && !canGrant(scope.tree, scope.actor, act.areaId, act.role))
    throw refuse('role', 'role');
  const typed = form.typed.replace(/[\s.,]/g, '');
  if (mustType(act.act, form.applies) && typed !== String(form.applies)) throw refuse('typed', 'typed');
  return act;
}

type Begun = { id: string; people: number; fresh: boolean };

async function begin(
  trx: Trx,
  scope: AdminScope,
  t: Translate,
  act: BulkAct,
  form: Start,
  selection: Selection,
): Promise<Begun> {
  const key = { formKey: form.formKey, createdBy: scope.actor.memberId };
  const id = await insertBulkAct(trx, act, key);
  if (!id) {
    const earlier = await startedBy(trx, key);
    if (!earlier) throw new AppError('conflict');
    return { id: earlier, people: form.people, fresh: false };
  }
  const people = await snapshot(trx, id, await selected(trx, scope, t, selection));
  if (people === 0) throw refuse('people', 'nobody');
  // Nobody agrees to a number and gets another.
  if (people !== form.people)
    throw new AppError('conflict', { fields: [{ field: 'people', text: 'members.bulk.problem.changed' }] });
  const { act: bulk, ...what } = act;
  await record(trx, administrator(scope), [{ act: 'bulk.started', bulkActId: id, bulk, people, ...what }]);
  return { id, people, fresh: true };
}

/**
 * Fixes whom the act means and lets it run; the same form sent again answers the same act. Throws `conflict` where the filter
 * finds another number of people than the form showed.
 */
export async function startBulkAct(
  deps: Pick<PersonDeps, 'db'>,
  scope: AdminScope,
  t: Translate,
  form: Start,
): Promise<Begun> {
  const act = requireAct(scope, form);
  const selection = selectionOf(form);
  return deps.db.transaction().execute((trx) => begin(trx, scope, t, act, form, selection));
}

/** Stops behind the person who is being changed this moment; whoever was changed stays changed. */
export async function stopAct(
  deps: Pick<PersonDeps, 'db' | 'clock'>,
  scope: AdminScope,
  id: string,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    if (await stopBulkAct(trx, id, deps.clock()))
      await record(trx, administrator(scope), [{ act: 'bulk.stopped', bulkActId: id }]);
  });
}
