import type { Db } from '../platform/db.ts';
import { countRows, type ImportHead } from './import.read-model.ts';
import { storedSubjects } from './import-row.store.ts';
import type { ImportTarget } from './target.ts';

/** Whether an import can be taken back, what that would do, and how many people stand in its way. */
export type UndoOffer = { offered: boolean; created: number; updated: number; settled: number };

/** Offered once it is done and stored something, while nobody whom it created has gone on. */
export async function readUndo(db: Db, target: ImportTarget, head: ImportHead): Promise<UndoOffer> {
  if (head.state !== 'done' || head.error) return { offered: false, created: 0, updated: 0, settled: 0 };
  const { created, updated } = await countRows(db, head.id);
  const settled = created > 0 ? await target.settled(db, storedSubjects(head.id, 'new')) : 0;
  return { offered: created + updated > 0 && settled === 0, created, updated, settled };
}
