import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { AreaTree } from '../areas/area.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Texts } from '../platform/i18n.ts';
import type { TextDraft } from './kind.ts';
import { addVersion, type KeptText, readNewestTexts, textFor, type TextPlace } from './message-text.store.ts';
import { defaultDraft } from './text-compiler.ts';

/** How a text stands in one place. */
export type Standing = {
  /** Of the newest version here; 0 where there was never one. */
  version: number;
  /** The area's own text; null where it has none. */
  own: TextDraft | null;
  /** What would count without an own one, and from which area it comes; undefined: our default. */
  inherited: { draft: TextDraft; areaId: string | undefined };
};

export function standingOf(
  texts: Texts,
  kept: readonly KeptText[],
  tree: AreaTree,
  place: TextPlace,
): Standing {
  const { areaId, kind, locale } = place;
  const here = kept.find((text) => text.areaId === areaId && text.kind === kind && text.locale === locale);
  const parentId = tree.byId(areaId)?.parentId;
  const above = parentId ? textFor(kept, tree, { ...place, areaId: parentId }) : undefined;
  return {
    version: here?.version ?? 0,
    own: here?.draft ?? null,
    inherited: { draft: above?.draft ?? defaultDraft(texts, kind, locale), areaId: above?.areaId },
  };
}

const equal = (a: TextDraft, b: TextDraft): boolean => a.subject === b.subject && a.body === b.body;

type Edit = { place: TextPlace; seen: number; by: AuditActor & { memberId: string } };

async function add(
  db: Db,
  { place, seen, by }: Edit,
  draft: TextDraft | null,
  act: 'mailText.changed' | 'mailText.reset',
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await addVersion(trx, place, { seen, draft, by: by.memberId }))) throw new AppError('conflict');
    const { areaId, kind, locale } = place;
    await record(trx, by, [{ act, areaId, text: kind, language: locale }]);
  });
}

/**
 * Keeps a checked text as the next version here. False where it says what counts already, so that nothing had to be kept; throws
 * `conflict` where somebody else changed it since version `seen`.
 */
export async function saveText(
  db: Db,
  given: { texts: Texts; tree: AreaTree },
  edit: Edit,
  draft: TextDraft,
): Promise<boolean> {
  const kept = await readNewestTexts(db, edit.place.kind);
  const standing = standingOf(given.texts, kept, given.tree, edit.place);
  if (standing.version !== edit.seen) throw new AppError('conflict');
  if (equal(draft, standing.own ?? standing.inherited.draft)) return false;
  await add(db, edit, draft, 'mailText.changed');
  return true;
}

/** Goes back to what is inherited; the area's own text stays in its history. Throws `conflict` like `saveText`. */
export async function resetText(db: Db, edit: Edit): Promise<void> {
  const kept = await readNewestTexts(db, edit.place.kind);
  const own = kept.find(({ areaId, locale }) => areaId === edit.place.areaId && locale === edit.place.locale);
  if (!own?.draft) {
    if ((own?.version ?? 0) === edit.seen) return;
    throw new AppError('conflict');
  }
  await add(db, edit, null, 'mailText.reset');
}
