import { readRequestForm } from '../access-requests/request-form.rules.ts';
import type { RequestForm } from '../access-requests/request.table.ts';
import { readRequestSettings } from '../access-requests/settings.store.ts';
import { readTree } from '../areas/area.store.ts';
import { type Facts, type Field, nameFields } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import { firstValue } from '../platform/http/form.rules.ts';
import type { Db } from '../platform/db.ts';
import type { Locale } from '../platform/i18n.ts';
import type { RegistrationDeps } from './deps.ts';
import { inputOf, readTyped } from './fields.rules.ts';
import { mayAskAnew, requestArea } from './mismatch.read-model.ts';
import { takeForRequest } from './mismatch.store.ts';
import type { Registration } from './registration.store.ts';

/** Names are asked for where the area's fields had none and there is no account that has them. */
export async function missingNames(db: Db, row: Registration): Promise<Field[]> {
  if (row.account_member_id !== null) return [];
  const names = (await readFields(db)).filter(({ key }) => nameFields.includes(key));
  return names.filter(({ key }) => !row.values?.[key]).map((field) => ({ ...field, required: true }));
}

/** Both parts of the form, or every complaint about either. */
function readBoth(
  names: readonly Field[],
  values: FormValues,
  readForm: () => RequestForm,
): { facts: Facts; form: RequestForm } {
  const body = Object.fromEntries(names.map(({ key }) => [inputOf(key), firstValue(values, inputOf(key))]));
  const read =
    names.length > 0 ? readTyped({ fields: names, asksEmail: false }, body) : { typed: { facts: {} } };
  const complaints: FieldError[] = 'complaints' in read ? [...read.complaints] : [];
  try {
    const form = readForm();
    if ('typed' in read) return { facts: read.typed.facts, form };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error;
    complaints.push(...error.fields);
  }
  throw new AppError('invalid_input', { fields: complaints });
}

/**
 * *Zugang beantragen* after facts that let nobody in: the registration goes on without them, towards a request with an account of no
 * grant. Throws `invalid_input` with every complaint, `conflict` where there is nothing to ask (any more).
 */
export async function askAfterMismatch(
  deps: Pick<RegistrationDeps, 'db' | 'clock' | 'nudge'>,
  row: Registration,
  values: FormValues,
  locale: Locale,
): Promise<void> {
  const { db } = deps;
  const now = deps.clock();
  const area = await requestArea(db, row, now);
  if (!area || !(await mayAskAnew(db, row, area.id, now))) throw new AppError('conflict');
  const { questions } = await readRequestSettings(db, await readTree(db), area.id);
  const { facts, form } = readBoth(await missingNames(db, row), values, () =>
    readRequestForm(questions, values, { origin: 'mismatch', locale }),
  );
  const asked = { areaId: area.id, form, facts: { ...facts, ...row.values }, locale };
  if (!(await takeForRequest(db, row, asked, now))) throw new AppError('conflict');
  await deps.nudge(row.id);
}
