import { requestInputs } from '../access-requests/request-form.rules.ts';
import { readRequestSettings } from '../access-requests/settings.store.ts';
import { readTree } from '../areas/area.store.ts';
import type { Reply } from '../platform/http/route.ts';
import type { RegistrationDeps } from './deps.ts';
import { factInput, labelled } from './fields-page.ts';
import { requestArea } from './mismatch.read-model.ts';
import { missingNames } from './mismatch.service.ts';
import { pageOf } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';
import { type Shown, view } from './shown.ts';

/** The form of a request by somebody whose facts let them not in; where there is nothing to ask (any more), the page that says how it ended. */
export async function mismatchPage(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  const { locale, t, refused } = shown;
  const area = await requestArea(deps.db, row, deps.clock());
  if (!area || refused?.code === 'conflict') return { redirect: pageOf(row.id) };
  const { questions, intro } = await readRequestSettings(deps.db, await readTree(deps.db), area.id);
  const names = (await missingNames(deps.db, row)).map((field) => factInput(field, '', shown));
  const inputs = [...names, ...requestInputs(questions, { locale, t }, refused)];
  return view('mismatch', row, {
    title: t('registration.way.ask'),
    area: area.name,
    intro: intro[locale],
    // Whoever sits down at a shared computer reads in whose name this would be.
    email: row.email,
    inputs,
    fields: labelled(refused, inputs),
  });
}
