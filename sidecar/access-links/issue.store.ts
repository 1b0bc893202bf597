import { randomUUID } from 'node:crypto';
import type { Trx } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { newSecret } from './access-link.rules.ts';
import './access-link.table.ts';

/** Whom one link is mailed to. */
export type Recipient = {
  salutation: string | null;
  firstName: string;
  lastName: string;
  email: string;
  locale: Locale;
};
export type NewBatch = {
  areaId: string;
  role: string;
  purpose: string;
  links: number;
  expiresAt: Date;
  createdBy: string;
  now: Date;
  shownUntil: Date | null;
  formKey: string;
};

const rowsAStatement = 1000;

/** A new batch without its links; undefined where the same form made one before. */
export async function insertBatch(trx: Trx, batch: NewBatch): Promise<string | undefined> {
  const row = await trx
    .insertInto('access_link_batch')
    .values({
      area_id: batch.areaId,
      role: batch.role,
      purpose: batch.purpose,
      links: batch.links,
      expires_at: batch.expiresAt,
      created_by: batch.createdBy,
      created_at: batch.now,
      shown_until: batch.shownUntil,
      form_key: batch.formKey,
    })
    .onConflict((conflict) => conflict.column('form_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** The links of a new batch, numbered from 1; all to the recipient where there is one. Answers their ids in that order. */
export async function insertLinks(
  trx: Trx,
  ring: KeyRing,
  batchId: string,
  { areaId, role, links, expiresAt }: NewBatch,
  recipient?: Recipient,
): Promise<string[]> {
  const rows = Array.from({ length: links }, (_, nth) => {
    const id = randomUUID();
    const { keyId, generation, lookup, lastFour } = newSecret(ring, id);
    return {
      id,
      batch_id: batchId,
      number: nth + 1,
      area_id: areaId,
      role,
      key_id: keyId,
      generation,
      lookup,
      last_four: lastFour,
      expires_at: expiresAt,
      salutation: recipient?.salutation ?? null,
      first_name: recipient?.firstName ?? null,
      last_name: recipient?.lastName ?? null,
      email: recipient?.email ?? null,
      locale: recipient?.locale ?? null,
    };
  });
  for (let start = 0; start < rows.length; start += rowsAStatement)
    await trx
      .insertInto('access_link')
      .values(rows.slice(start, start + rowsAStatement))
      .execute();
  return rows.map(({ id }) => id);
}
