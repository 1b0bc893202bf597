import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Place } from './rights-objects.ts';

/** A ready-made reason of an area for rejections. */
export async function rejectModule(db: Db, place: Place): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into reject_module (area_id, name, text_de, text_en, position)
      select id, 'Nein', 'Leider nein.', 'Sorry, no.', 1 from area where slug = ${place} returning id`.execute(
    db,
  );
  return rows[0]?.id ?? '';
}

const words = { name: 'Nein', textDe: 'Leider nein.', textEn: 'Sorry, no.' };

/** What the forms about an area send, and the one about all of them. */
export const areaBodies: Record<string, Record<string, string>> = {
  '/admin/settings/retention': { version: '1' },
  '/admin/settings/areas/:id': { version: '1', name: 'Werk' },
  '/admin/settings/areas/:id/requests': { version: '0', expireDays: '30', againDays: '7' },
  '/admin/settings/areas/:id/requests/arrange': { act: 'add' },
  '/admin/settings/areas/:id/requests/reset': { version: '1' },
  '/admin/settings/areas/:id/modules/new': words,
  '/admin/settings/reject-modules/:id/edit': { ...words, version: '1' },
  '/admin/settings/reject-modules/:id/move': { direction: 'up' },
  '/admin/settings/reject-modules/:id/remove': { version: '1' },
};
