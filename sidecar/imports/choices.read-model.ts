import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { viewerOf } from './access.service.ts';
import { listImports } from './import.read-model.ts';

/** Newest imports that this administrator may open, for lists of the people they brought. */
export async function importChoices(db: Db, scope: AdminScope): Promise<{ id: string; text: string }[]> {
  const { imports } = await listImports(db, viewerOf(scope), 1, 50);
  return imports.map(({ id, fileName, createdAt }) => ({
    id,
    text: `${fileName}, ${createdAt.toISOString().slice(0, 10)}`,
  }));
}
