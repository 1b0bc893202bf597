import { sql } from 'kysely';
import type { AreaTree } from '../areas/area.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { TextDraft, TextKind } from './kind.ts';
import './message.table.ts';

/** Of which text one speaks. */
export type TextPlace = { areaId: string; kind: TextKind; locale: Locale };
/** The newest version in one place; `draft` is null where it goes back to what is inherited. */
export type KeptText = TextPlace & { version: number; draft: TextDraft | null };

/** The newest versions everywhere, of one kind or of all. */
export async function readNewestTexts(db: Db, kind?: TextKind): Promise<KeptText[]> {
  const rows = await db
    .selectFrom('message_text')
    .distinctOn(['area_id', 'kind', 'locale'])
    .select(['area_id as areaId', 'kind', 'locale', 'version', 'subject', 'body'])
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
    .orderBy('area_id')
    .orderBy('kind')
    .orderBy('locale')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ subject, body, ...place }) => ({
    ...(place as TextPlace & { version: number }),
    draft: subject === null || body === null ? null : { subject, body },
  }));
}

/** The text that counts in an area: its own, or that of the nearest area above that has one; undefined for our default. */
export function textFor(
  texts: readonly KeptText[],
  tree: AreaTree,
  place: { areaId: string | null; kind: TextKind; locale: Locale },
): (KeptText & { draft: TextDraft }) | undefined {
  const start = place.areaId ?? tree.network?.id;
  for (const { id } of start ? tree.lineage(start) : []) {
    const own = texts.find(
      (text) => text.areaId === id && text.kind === place.kind && text.locale === place.locale,
    );
    if (own?.draft) return { ...own, draft: own.draft };
  }
  return undefined;
}

export type TextVersion = {
  version: number;
  draft: TextDraft | null;
  createdBy: string | null;
  createdAt: Date;
};

/** Newest first, those up to version `upTo` where it is given. */
export async function readVersions(
  db: Db,
  { areaId, kind, locale }: TextPlace,
  { limit, upTo }: { limit: number; upTo?: number },
): Promise<TextVersion[]> {
  const rows = await db
    .selectFrom('message_text')
    .select(['version', 'subject', 'body', 'created_by as createdBy', 'created_at as createdAt'])
    .where('area_id', '=', areaId)
    .where('kind', '=', kind)
    .where('locale', '=', locale)
    .$if(upTo !== undefined, (query) => query.where('version', '<=', upTo ?? 0))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ subject, body, ...version }) => ({
    ...version,
    draft: subject === null || body === null ? null : { subject, body },
  }));
}

/** Adds the version after `seen`; false where somebody else has added one since. */
export async function addVersion(
  trx: Trx,
  { areaId, kind, locale }: TextPlace,
  version: { seen: number; draft: TextDraft | null; by: string },
): Promise<boolean> {
  const { seen, draft, by } = version;
  const added = await sql`
    insert into message_text (area_id, kind, locale, version, subject, body, created_by)
    select ${areaId}, ${kind}, ${locale}, ${seen + 1}, ${draft?.subject ?? null}, ${draft?.body ?? null}, ${by}
    where ${seen} = (select coalesce(max(version), 0) from message_text
      where area_id = ${areaId} and kind = ${kind} and locale = ${locale})
    on conflict do nothing`.execute(trx);
  return added.numAffectedRows === 1n;
}
