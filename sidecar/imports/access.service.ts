import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { findImport, type ImportHead, type Viewer } from './import.read-model.ts';
import type { ImportTarget } from './target.ts';

export const right = 'members.import';
export const list = '/admin/imports';

/** Administrators see their own imports, network managers all. */
export function viewerOf({ actor, tree }: AdminScope): Viewer {
  const network = tree.network;
  return {
    memberId: actor.memberId,
    seesAll: network !== undefined && can(tree, actor, 'network.manage', network.id),
  };
}

export function targetOf(targets: ReadonlyMap<string, ImportTarget>, name: string): ImportTarget {
  const target = targets.get(name);
  if (!target) throw new AppError('not_found');
  return target;
}

/** The import, for who may see it; `not_found` whether the id is foreign or unknown. */
export async function requireImport(db: Db, scope: AdminScope, id: string | undefined): Promise<ImportHead> {
  const head = await findImport(db, viewerOf(scope), id ?? '');
  if (!head) throw new AppError('not_found');
  return head;
}
