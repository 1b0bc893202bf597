import type { Updateable } from 'kysely';
import { AppError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import { nextCode } from './code.rules.ts';
import type { RegistrationDeps } from './deps.ts';
import { type Asked, askedOf } from './fields.read-model.ts';
import { isClosedBy } from './open-area.read-model.ts';
import { plainAddress, readTyped, type Typed } from './fields.rules.ts';
import { codeMails } from './registration.rules.ts';
import { change, type Registration } from './registration.store.ts';
import type { RegistrationTable } from './registration.table.ts';

export type FieldsDeps = Pick<RegistrationDeps, 'db' | 'clock' | 'ring' | 'nudge'>;

/** Whether the way on needs no code: signed in with an account, or proven by the click on the mailed link. */
function wayOn(
  deps: FieldsDeps,
  row: Registration,
  asked: Asked,
  typed: Typed,
): Updateable<RegistrationTable> {
  const now = deps.clock();
  if (!asked.asksEmail) return { state: 'deciding', due_at: now };
  const proven = asked.linkEmail !== null && plainAddress(asked.linkEmail) === typed.email;
  if (proven) return { state: 'proven', code_due: false, due_at: null };
  // A form that was sent twice mails once: as long as nothing has left, only the address is another.
  return row.code_due ? {} : { state: 'sent', ...nextCode(deps.ring, row, now) };
}

/**
 * Keeps what was typed and has the worker go on; what is done here never depends on whether anything of it is known. An address may
 * be mended until the code is typed. Throws `invalid_input` with every complaint, `conflict` where the row is past
 * this, or its area was closed meanwhile.
 */
export async function storeFields(
  deps: FieldsDeps,
  row: Registration,
  body: Readonly<Record<string, string>>,
  locale: Locale,
): Promise<Registration> {
  if (row.way === 'open' && (row.area_id === null || (await isClosedBy(deps.db, row))))
    throw new AppError('conflict');
  const asked = await askedOf(deps.db, row);
  const read = readTyped(asked, body);
  if ('complaints' in read) throw new AppError('invalid_input', { fields: read.complaints });
  const { facts, email } = read.typed;
  const values = { values: facts, email, locale, ...wayOn(deps, row, asked, read.typed) };
  const from = row.code_generation < codeMails ? (['started', 'sent'] as const) : (['started'] as const);
  const stored = await change(deps.db, row, from, values, row);
  if (!stored) throw new AppError('conflict');
  if (stored.due_at) await deps.nudge(row.id);
  return stored;
}
