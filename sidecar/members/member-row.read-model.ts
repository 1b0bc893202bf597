import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { grantsOf } from './member.store.ts';
import { rightsOn } from './person.rules.ts';

/** What the menu of a row offers; the grants that count are all of the person's, also those the reader does not see. */
export type RowMenu = { edit: boolean; grants: boolean; act: boolean };

export async function rowMenus(
  db: Db,
  scope: AdminScope,
  ids: readonly string[],
): Promise<Map<string, RowMenu>> {
  const held = await grantsOf(db, ids);
  return new Map(
    ids.map((id) => {
      const { identity, existence, grants } = rightsOn(scope, { id, grants: held.get(id) ?? [] });
      return [id, { edit: identity, grants, act: existence }];
    }),
  );
}
