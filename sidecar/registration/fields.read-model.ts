import { readFields, readShownFields } from '../areas/field.store.ts';
import { type Facts, type Field, nameFields } from '../areas/field.ts';
import type { Db } from '../platform/db.ts';
import type { Registration } from './registration.store.ts';

/** The fields of one registration's form: without an account the private e-mail comes with them. */
export type Asked = {
  fields: readonly Field[];
  asksEmail: boolean;
  /** What an access link says already of whom it was mailed to. */
  prefilled: Facts;
  linkEmail: string | null;
};

async function linkPerson(db: Db, linkId: string | null) {
  if (!linkId) return undefined;
  return db
    .selectFrom('access_link')
    .select(['first_name', 'last_name', 'email'])
    .where('id', '=', linkId)
    .executeTakeFirst();
}

/** What this registration asks for: by link and without facts the name, by criteria what the area shows of the network's criteria. */
export async function askedOf(db: Db, row: Registration): Promise<Asked> {
  const asksEmail = row.account_member_id === null;
  if (row.way !== 'criteria') {
    const person = await linkPerson(db, row.access_link_id);
    return {
      fields: (await readFields(db))
        .filter(({ key }) => nameFields.includes(key))
        .map((field) => ({ ...field, required: true })),
      asksEmail,
      prefilled: { firstName: person?.first_name ?? '', lastName: person?.last_name ?? '' },
      linkEmail: person?.email ?? null,
    };
  }
  const fields = await readShownFields(db, row.area_id);
  return { fields, asksEmail, prefilled: {}, linkEmail: null };
}
