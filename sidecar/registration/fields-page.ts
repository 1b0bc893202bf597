import { readTree } from '../areas/area.store.ts';
import type { Field } from '../areas/field.ts';
import { hasRecords } from '../criteria/named.store.ts';
import { findMember } from '../members/member.store.ts';
import { fullName } from '../members/member.ts';
import { type Field as FormField, firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Reply } from '../platform/http/route.ts';
import type { ViewData } from '../platform/views.ts';
import { requestPath } from './ask-instead.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { endPage } from './end-page.ts';
import { askedOf } from './fields.read-model.ts';
import { emailInput, inputOf } from './fields.rules.ts';
import { openAreasFor } from './open-area.read-model.ts';
import type { Registration } from './registration.store.ts';
import { type Shown, view } from './shown.ts';

const purposes: Readonly<Record<string, Pick<FormField, 'purpose'>>> = {
  firstName: { purpose: 'given-name' },
  lastName: { purpose: 'family-name' },
};
const typed = (refused: RefusedForm | undefined, name: string, kept: string | undefined) => ({
  name,
  value: refused ? firstValue(refused.values, name) : (kept ?? ''),
  ...(refused?.errors[name] ? { error: refused.errors[name] } : {}),
});

/** One of the network's fields as an input, with what was typed into it. */
export function factInput(field: Field, kept: string | undefined, { locale, t, refused }: Shown): FormField {
  return {
    ...typed(refused, inputOf(field.key), kept),
    label: field.name[locale],
    required: field.required,
    ...purposes[field.key],
    ...(field.type === 'date' ? { help: t('registration.fields.dateHelp') } : {}),
  };
}

async function accountName(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  const member = row.account_member_id ? await findMember(deps.db, row.account_member_id) : undefined;
  return member && fullName(member);
}

async function areaName(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  return row.area_id ? (await readTree(deps.db)).byId(row.area_id)?.name : undefined;
}

/** The other way to register here, for people with an account the page on which they ask for access; nothing where there is none. */
async function otherWay(deps: RegistrationDeps, row: Registration): Promise<ViewData> {
  if (row.way === 'open') return { otherWay: (await hasRecords(deps.db)) && 'criteria' };
  if ((await openAreasFor(deps.db, row.area_id)).length === 0) return {};
  return row.account_member_id === null
    ? { otherWay: 'open' }
    : { askInstead: await requestPath(deps.db, row.area_id) };
}

/** Registering without stored facts, for one of several areas. */
export async function choicePage(deps: RegistrationDeps, row: Registration, { t }: Shown): Promise<Reply> {
  const areas = await openAreasFor(deps.db, null);
  if (areas.length === 0) return endPage(deps, row, t, 'closed');
  const input: FormField = {
    name: 'area',
    label: t('registration.choice.area'),
    value: areas[0]?.slug ?? '',
    required: true,
    options: areas.map(({ slug, name }) => ({ value: slug, text: name })),
  };
  return view('choice', row, {
    title: t('registration.choice.title'),
    input,
    ...(await otherWay(deps, row)),
  });
}

/** The form, with what was typed so far. */
export async function fieldsPage(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  const { t, refused } = shown;
  const asked = await askedOf(deps.db, row);
  const fields = asked.fields.map((field) =>
    factInput(field, row.values?.[field.key] ?? asked.prefilled[field.key], shown),
  );
  const email: FormField = {
    ...typed(refused, emailInput, row.email ?? asked.linkEmail ?? undefined),
    label: t('registration.fields.email'),
    help: t(`registration.fields.${asked.linkEmail ? 'emailLinkHelp' : 'emailHelp'}`),
    type: 'email',
    purpose: 'email',
    required: true,
  };
  return view('fields', row, {
    title: t('registration.fields.title'),
    inputs: asked.asksEmail ? [...fields, email] : fields,
    fields: labelled(refused, [...fields, email]),
    area: await areaName(deps, row),
    account: await accountName(deps, row),
    byLink: row.way === 'link',
    isOpen: row.way === 'open',
    changed: row.state === 'sent',
    ...(row.way === 'link' || row.state !== 'started' ? {} : await otherWay(deps, row)),
  });
}

/** Complaints name their fields as the page does; names of the network's fields are data and not texts. */
export function labelled(refused: RefusedForm | undefined, inputs: readonly FormField[]) {
  return refused?.fields.map((complaint) => {
    const label = inputs.find(({ name }) => name === complaint.field)?.label;
    return label ? { ...complaint, label } : complaint;
  });
}
