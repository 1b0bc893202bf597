import { sql } from 'kysely';
import type { Area, AreaTree } from '../areas/area.ts';
import { readTree } from '../areas/area.store.ts';
import '../areas/area.table.ts';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Question } from './request.table.ts';

export type RequestSettings = {
  /** What the area says above the form; may be empty. */
  intro: Readonly<Record<Locale, string>>;
  questions: readonly Question[];
  /** How long a request waits before it expires. */
  expireDays: number;
  /** How long after a rejection nobody may ask again. */
  againDays: number;
};

/** As the columns' defaults say: what counts where neither the area nor any above it has settings. */
export const defaultSettings: RequestSettings = {
  intro: { de: '', en: '' },
  questions: [],
  expireDays: 60,
  againDays: 14,
};

/** Settings with the area that they come from and their version there; undefined and 0 for the defaults. */
export type FoundSettings = { settings: RequestSettings; areaId: string | undefined; version: number };

/** An area's own settings, else those of the nearest area above it that has some, else the defaults. */
export async function findRequestSettings(db: Db, tree: AreaTree, areaId: string): Promise<FoundSettings> {
  const lineage = tree.lineage(areaId).map(({ id }) => id);
  const none = { settings: defaultSettings, areaId: undefined, version: 0 };
  if (lineage.length === 0) return none;
  const rows = await db.selectFrom('request_setting').selectAll().where('area_id', 'in', lineage).execute();
  const row = lineage.map((id) => rows.find(({ area_id }) => area_id === id)).find(Boolean);
  if (!row) return none;
  const settings = {
    intro: { de: row.intro_de, en: row.intro_en },
    questions: row.questions,
    expireDays: row.expire_days,
    againDays: row.again_days,
  };
  return { settings, areaId: row.area_id, version: row.version };
}

/** What an area says and asks. */
export async function readRequestSettings(db: Db, tree: AreaTree, areaId: string): Promise<RequestSettings> {
  return (await findRequestSettings(db, tree, areaId)).settings;
}

/** The areas that anybody may register and ask for, as the tree orders them; no other is ever listed to an applicant. */
export async function openAreas(db: Db): Promise<Area[]> {
  const rows = await db.selectFrom('area').select('id').where('open_registration', '=', true).execute();
  const open = new Set(rows.map(({ id }) => id));
  return (await readTree(db)).areas.filter(({ id }) => open.has(id));
}

/**
 * Ids of the areas that this person may ask for: the open ones and, where facts that let nobody in may become a request, those that they
 * have asked for before; else nobody could try again whose request came from a registration.
 */
export async function areasToAskFor(db: Db, memberId: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select a.id from area a where a.open_registration or (a.mismatch_request
      and exists (select 1 from access_request r where r.area_id = a.id and r.member_id = ${memberId}))`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}
