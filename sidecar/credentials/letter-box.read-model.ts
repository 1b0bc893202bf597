import type { Db } from '../platform/db.ts';
import type { Letter } from './letter.rules.ts';
import { letterOf } from './letter.store.ts';
import './letter.table.ts';

/** A letter with who did what to it, as ids. */
export type LetterHistory = Letter & {
  createdBy: string | null;
  printedBy: string | null;
  handedOutBy: string | null;
};

/** The letter of one person, and whether they have an address by which they can help themselves. */
export async function letterHistory(
  db: Db,
  memberId: string,
): Promise<{ letter: LetterHistory | undefined; provenEmail: boolean }> {
  const row = await db
    .selectFrom('access_letter')
    .selectAll()
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  const { email, verified } = await db
    .selectFrom('member')
    .select(['email', 'email_verified as verified'])
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  const letter = row && {
    ...letterOf(row),
    createdBy: row.created_by,
    printedBy: row.printed_by,
    handedOutBy: row.handed_out_by,
  };
  return { letter, provenEmail: email !== null && verified };
}
