import { sql } from 'kysely';
import type { Kept } from '../support/kept-mails.ts';
import type { MailHouse } from './_mail-house.ts';

type Row = { state: string; to: string; header: string; response: string | null };
export type Reckoning = {
  /** Messages that neither arrived nor have ended with a reason that one can read. */
  lost: number;
  sent: number;
  failed: number;
  /** Not wanted any more before they left. */
  cancelled: number;
  /** Mails at the sink beyond the first of each message. */
  copies: number;
  /** Of them with another text, sender or recipient than the first: another link, for example. */
  differing: number;
  /** Mails that no row explains. */
  stray: number;
  /** Rows that failed although their address takes mail, or were sent although it does not. */
  wrong: number;
};

/** `gone.example` has no such mailbox; everything else takes mail in the end. */
const takesMail = (address: string): boolean => !address.endsWith('gone.example');

type House = Pick<MailHouse, 'db' | 'sink'> & {
  /** Whether a mail that is in no row is somebody else's, who was asked for it. */
  isOfOthers?(mail: Kept): Promise<boolean>;
};

async function isSame({ sink }: House, first: Kept, copy: Kept): Promise<boolean> {
  if (first.to !== copy.to || first.from !== copy.from) return false;
  const [one, other] = [await sink.read(first), await sink.read(copy)];
  return one.text === other.text && one.html === other.html && one.subject === other.subject;
}

/** What PostgreSQL and the mail server say of these batches, or of all mails, once all is quiet. */
export async function reckon(house: House, batches?: readonly string[]): Promise<Reckoning> {
  const { rows } = await sql<Row>`
    select state, to_address as to, header_id as header, response from message
    where ${batches ? sql`batch_id = any(${batches}::uuid[])` : sql`true`}`.execute(house.db);
  const all = await sql<{ header: string }>`select header_id as header from message`.execute(house.db);
  const known = new Set(all.rows.map(({ header }) => header));
  const kept = house.sink.kept();
  const byId = Map.groupBy(kept, ({ id }) => id);
  const found: Reckoning = {
    lost: 0,
    sent: 0,
    failed: 0,
    cancelled: 0,
    copies: 0,
    differing: 0,
    stray: 0,
    wrong: 0,
  };
  for (const mail of kept) if (!known.has(mail.id) && !(await house.isOfOthers?.(mail))) found.stray += 1;
  for (const { state, to, header, response } of rows) {
    const [first, ...copies] = byId.get(header) ?? [];
    if (state === 'sent') found.sent += 1;
    if (state === 'failed') found.failed += 1;
    if (state === 'cancelled') {
      found.cancelled += 1;
      continue;
    }
    const ended = state === 'sent' ? first !== undefined : state === 'failed' && Boolean(response);
    if (!ended) found.lost += 1;
    if ((state === 'sent') !== takesMail(to) || (first && first.to !== to)) found.wrong += 1;
    found.copies += copies.length;
    for (const copy of copies) if (first && !(await isSame(house, first, copy))) found.differing += 1;
  }
  return found;
}
