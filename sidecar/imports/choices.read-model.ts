import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { viewerOf } from './access.service.ts';
import { listImports } from './import.read-model.ts';

/** Newest imports of a target that this administrator may open, for lists of what they brought. */
export async function importChoices(
  db: Db,
  scope: AdminScope,
  target: string,
): Promise<{ id: string; text: string }[]> {
  const { imports } = await listImports(db, viewerOf(scope), 1, 50);
  const own = imports.filter((head) => head.target === target);
  return own.map(({ id, fileName, createdAt }) => ({
    id,
    text: `${fileName}, ${createdAt.toISOString().slice(0, 10)}`,
  }));
}
