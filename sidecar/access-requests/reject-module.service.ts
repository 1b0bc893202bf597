import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { moved } from '../platform/order.rules.ts';
import {
  deleteRejectModule,
  holdRejectModules,
  insertRejectModule,
  type RejectModule,
  type RejectModuleWords,
  saveRejectModule,
  saveRejectOrder,
} from './reject-module.store.ts';

/** Of an area's own; with more nobody finds the right one in the list. */
export const mostRejectModules = 20;

/** Whose modules are changed by whom. */
export type ModulesEdit = { areaId: string; by: AuditActor };

/** One change of an area's modules with its audit row, one after the other; `change` answers whether anything changed. */
async function changeModules(
  db: Db,
  { areaId, by }: ModulesEdit,
  change: (trx: Trx, modules: readonly RejectModule[]) => Promise<boolean>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (await change(trx, await holdRejectModules(trx, areaId)))
      await record(trx, by, [{ act: 'area.changed', areaId, fields: ['rejectModules'] }]);
  });
}

function found(modules: readonly RejectModule[], id: string): RejectModule {
  const module = modules.find((each) => each.id === id);
  if (!module) throw new AppError('not_found');
  return module;
}

const sameWords = (one: RejectModuleWords, other: RejectModuleWords): boolean =>
  one.name === other.name && one.text.de === other.text.de && one.text.en === other.text.en;

/** Adds a module at the end, unless the area has the very same; throws `invalid_input` where the area has as many as it may have. */
export async function addRejectModule(db: Db, edit: ModulesEdit, words: RejectModuleWords): Promise<void> {
  await changeModules(db, edit, async (trx, modules) => {
    if (modules.some((module) => sameWords(module, words))) return false;
    if (modules.length >= mostRejectModules) {
      const params = { count: mostRejectModules };
      const text = 'access-requests.settings.problem.manyModules';
      throw new AppError('invalid_input', { fields: [{ field: 'name', text, params }] });
    }
    await insertRejectModule(trx, edit.areaId, words);
    return true;
  });
}

/** Changes the words of a module of this area; throws `not_found`, or `conflict` where somebody else saved since `seen.version`. */
export async function editRejectModule(
  db: Db,
  edit: ModulesEdit,
  seen: Pick<RejectModule, 'id' | 'version'>,
  words: RejectModuleWords,
): Promise<void> {
  await changeModules(db, edit, async (trx, modules) => {
    const same = sameWords(found(modules, seen.id), words);
    if (!(await saveRejectModule(trx, seen, words)) && !same) throw new AppError('conflict');
    return !same;
  });
}

/** Removes a module of this area; throws like `editRejectModule`. Decided requests keep the words that they were rejected with. */
export async function removeRejectModule(
  db: Db,
  edit: ModulesEdit,
  seen: Pick<RejectModule, 'id' | 'version'>,
): Promise<void> {
  await changeModules(db, edit, async (trx, modules) => {
    found(modules, seen.id);
    if (!(await deleteRejectModule(trx, seen))) throw new AppError('conflict');
    return true;
  });
}

/** Moves a module of this area one place up or down; at the end nothing happens. */
export async function moveRejectModule(
  db: Db,
  edit: ModulesEdit,
  id: string,
  direction: 'up' | 'down',
): Promise<void> {
  await changeModules(db, edit, async (trx, modules) => {
    const order = moved(modules, found(modules, id), direction);
    if (!order) return false;
    await saveRejectOrder(
      trx,
      order.map((module) => module.id),
    );
    return true;
  });
}
