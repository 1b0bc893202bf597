import type { Staging } from './stage.service.ts';
import { completeRows, insertPlaces, newRowsAfter, noteRows, type RowNote } from './staged-row.store.ts';

const batchSize = 1000;
type PlacedNote = RowNote & { sheetRow: number };

/** Problems of rows that share a mark, and warnings for what looks like a slip beside the other rows. */
function* notesOf({ marks, tally, target }: Staging): Generator<PlacedNote> {
  for (const note of marks.problems()) yield { ...note, warnings: [] };
  for (const [value, warning] of target.outliers?.(tally.counts()) ?? []) {
    const place = tally.firstPlace(value);
    if (place) yield { ...place, problems: [], warnings: [warning] };
  }
}

/** What only the whole file shows, after its last row was read. */
export async function noteWholeFile(staging: Staging): Promise<void> {
  const { groups, importId } = staging;
  const keep = async (notes: readonly PlacedNote[]): Promise<void> => {
    if (notes.length === 0) return;
    const places = notes.flatMap((note) => groups.add(note, note.problems, note.warnings));
    await staging.write(0, async (trx) => {
      await noteRows(
        trx,
        importId,
        notes.map(({ number, problems, warnings }) => ({ number, problems, warnings })),
      );
      await insertPlaces(trx, importId, places);
    });
  };
  let batch: PlacedNote[] = [];
  for (const note of notesOf(staging)) {
    batch.push(note);
    if (batch.length < batchSize) continue;
    await keep(batch);
    batch = [];
  }
  await keep(batch);
}

/** Lets the target complete the rows that are new, in the order of the file. */
export async function completeNewRows(staging: Staging): Promise<void> {
  const { db, target, scope, marks, importId } = staging;
  const completer = target.completer?.(db, scope, (mark) => marks.has(mark));
  if (!completer) return;
  for (let after = 0; ; ) {
    const rows = await newRowsAfter(db, importId, after, batchSize);
    const last = rows.at(-1);
    if (!last) return;
    after = last.number;
    const completed = await completer.complete(rows);
    await staging.write(0, (trx) => completeRows(trx, importId, completed));
  }
}
