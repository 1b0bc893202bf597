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

/** What an area says and asks: its own settings, else those of the nearest area above it that has some, else the defaults. */
export async function readRequestSettings(db: Db, tree: AreaTree, areaId: string): Promise<RequestSettings> {
  const lineage = tree.lineage(areaId).map(({ id }) => id);
  if (lineage.length === 0) return defaultSettings;
  const rows = await db.selectFrom('request_setting').selectAll().where('area_id', 'in', lineage).execute();
  const row = lineage.map((id) => rows.find(({ area_id }) => area_id === id)).find(Boolean);
  if (!row) return defaultSettings;
  return {
    intro: { de: row.intro_de, en: row.intro_en },
    questions: row.questions,
    expireDays: row.expire_days,
    againDays: row.again_days,
  };
}

/** The areas that anybody may register and ask for, as the tree orders them; no other is ever listed to an applicant. */
export async function openAreas(db: Db): Promise<Area[]> {
  const rows = await db.selectFrom('area').select('id').where('open_registration', '=', true).execute();
  const open = new Set(rows.map(({ id }) => id));
  return (await readTree(db)).areas.filter(({ id }) => open.has(id));
}

/** Whether anybody may ask for this area now; in a transaction it stays so until its end. */
export async function isOpen(db: Db, areaId: string): Promise<boolean> {
  const query = db.selectFrom('area').select('open_registration').where('id', '=', areaId);
  const row = await (db.isTransaction ? query.forShare() : query).executeTakeFirst();
  return row?.open_registration ?? false;
}
