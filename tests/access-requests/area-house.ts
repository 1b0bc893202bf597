import { afterAll, beforeAll } from '@jest/globals';
import type { AreaTree } from '../../sidecar/areas/area.ts';
import { addArea } from '../../sidecar/areas/area.service.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { areaChanges } from '../areas/area-changes.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

/** One database for the file that imports this: Muster AG with its head office, two sites, and a hall in one of them. */
export let database: TestDatabase;
export let tree: AreaTree;
export const by = { kind: 'operator' } as const;
export const areaOf = (slug: string) => tree.bySlug(slug)?.id ?? '';
export const changes = () => areaChanges(database.db);

beforeAll(async () => {
  database = await testDatabase();
  for (const name of ['Muster AG', 'Werk Nord', 'Werk Süd', 'Zentrale'])
    await addArea(database.db, by, { name });
  await addArea(database.db, by, { name: 'Halle 2', parentSlug: 'werk-nord' });
  tree = await readTree(database.db);
});
afterAll(() => database?.close());
