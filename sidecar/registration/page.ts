import { readTree } from '../areas/area.store.ts';
import { findByKeycloakUser, findMember } from '../members/member.store.ts';
import { fullName } from '../members/member.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import { type Field as FormField, firstValue, type RefusedForm } from '../platform/http/form.rules.ts';
import type { Reply } from '../platform/http/route.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { ViewData } from '../platform/views.ts';
import { isForOwner, ownerPage } from './account-page.ts';
import { mayResend } from './code.rules.ts';
import type { CodeProblem } from './code.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { askedOf } from './fields.read-model.ts';
import { emailInput, inputOf } from './fields.rules.ts';
import { goIn } from './own-sign-in.service.ts';
import { codeMails, opensDoor, pageOf, stateAt } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';
import { askWhoIsThere } from './session-check.service.ts';

/** The page in the language of the request; `refused` is a form that has to be mended. */
export type Shown = { locale: Locale; t: Translate; refused?: RefusedForm; note?: CodeNote | undefined };
/** What became of asking for another mail. */
export const codeNotes = ['resent', 'tooSoon'] as const;
export type CodeNote = (typeof codeNotes)[number];

const waitSeconds = 2;
const purposes: Readonly<Record<string, Pick<FormField, 'purpose'>>> = {
  firstName: { purpose: 'given-name' },
  lastName: { purpose: 'family-name' },
};
/** Ends after which beginning anew may help. */
const again = new Set(['cancelled', 'expired', 'mismatch', 'tooMany']);

function view(name: string, row: Registration, data: ViewData, status = 200): Reply {
  return { view: `registration/${name}`, data: { ...data, base: pageOf(row.id) }, status };
}

async function accountName(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  const member = row.account_member_id ? await findMember(deps.db, row.account_member_id) : undefined;
  return member && fullName(member);
}

async function areaName(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  return row.area_id ? (await readTree(deps.db)).byId(row.area_id)?.name : undefined;
}

/** The form, with what was typed so far. */
export async function fieldsPage(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  const { locale, t, refused } = shown;
  const asked = await askedOf(deps.db, row);
  const typed = (input: string, kept: string | undefined) => ({
    name: input,
    value: refused ? firstValue(refused.values, input) : (kept ?? ''),
    ...(refused?.errors[input] ? { error: refused.errors[input] } : {}),
  });
  const fields = asked.fields.map(
    (field): FormField => ({
      ...typed(inputOf(field.key), row.values?.[field.key] ?? asked.prefilled[field.key]),
      label: field.name[locale],
      required: field.required,
      ...purposes[field.key],
      ...(field.type === 'date' ? { help: t('registration.fields.dateHelp') } : {}),
    }),
  );
  const email: FormField = {
    ...typed(emailInput, row.email ?? asked.linkEmail ?? undefined),
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
    changed: row.state === 'sent',
  });
}

/** Complaints name their fields as the page does; names of the network's fields are data and not texts. */
function labelled(refused: RefusedForm | undefined, inputs: readonly FormField[]) {
  return refused?.fields.map((complaint) => {
    const label = inputs.find(({ name }) => name === complaint.field)?.label;
    return label ? { ...complaint, label } : complaint;
  });
}

/** The page that asks for the code, once more where there is a problem with what was typed. */
export function codePage(
  deps: RegistrationDeps,
  row: Registration,
  { t, note }: Shown,
  problem?: CodeProblem,
): Reply {
  const label = t('registration.code.label');
  const error = problem && t(`registration.code.${problem}`);
  const data = {
    title: t('registration.code.title'),
    email: row.email,
    resent: note === 'resent',
    tooSoon: note === 'tooSoon',
    mayResend: mayResend(row, deps.clock()),
    mailsLeft: row.code_generation < codeMails,
    fields: error ? [{ field: 'code', label, message: error }] : undefined,
    input: {
      name: 'code',
      label,
      value: '',
      plain: true,
      digits: true,
      purpose: 'one-time-code',
      required: true,
      autofocus: true,
      max: 20,
      ...(error ? { error } : {}),
    },
  };
  return view('code', row, data, problem ? 422 : 200);
}

async function otherPage(deps: RegistrationDeps, row: Registration, { t }: Shown): Promise<Reply> {
  const person = row.other?.name || t('registration.other.nobody');
  const member = row.other && (await findByKeycloakUser(deps.db, row.other.userId));
  const mayAdd = row.state === 'started' && row.own_start && member && member.state !== 'suspended';
  const title = t('registration.other.title', { person });
  return view('other-session', row, { title, person, mayAdd: Boolean(mayAdd) }, 409);
}

/** Where somebody begins anew, for the same area. */
async function joinPath(deps: RegistrationDeps, row: Registration): Promise<string> {
  const area = row.area_id ? (await readTree(deps.db)).byId(row.area_id) : undefined;
  return area ? `/join/${area.slug}` : '/join';
}

/** Ends that are no dead ends: each says what can be done now. */
async function endPage(deps: RegistrationDeps, row: Registration, { t }: Shown, end: string): Promise<Reply> {
  const memberId = row.member_id ?? row.account_member_id;
  const appUrl = (memberId && (await startAppOf(deps.db, memberId))) || deps.appUrl;
  const member = end === 'done' && memberId ? await findMember(deps.db, memberId) : undefined;
  return view('end', row, {
    title: t(`registration.end.${end}.title`),
    end,
    appUrl,
    ok: end === 'done' || end === 'added' || end === 'released',
    mayChoosePassword: member && opensDoor(row, member, deps.clock()),
    linkAgain: row.way === 'link' && again.has(end),
    beginAgain: row.way === 'criteria' && again.has(end) ? await joinPath(deps, row) : undefined,
  });
}

function refusedEnd(row: Registration): string {
  if (row.outcome === 'linkGone' || row.outcome === 'tooMany' || row.outcome === 'failed') return row.outcome;
  return 'mismatch';
}

async function readyReply(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  if (row.account_member_id) return endPage(deps, row, shown, 'added');
  if (row.released_at) return endPage(deps, row, shown, 'released');
  const onward = row.state === 'ready' ? await goIn(deps, row) : undefined;
  return onward ? { redirect: onward } : endPage(deps, row, shown, 'done');
}

/** Where one registration stands. Only looks, but for asking Keycloak who is there and for a code of its own at the end. */
export async function registrationPage(
  deps: RegistrationDeps,
  row: Registration,
  shown: Shown,
): Promise<Reply> {
  const state = stateAt(row, deps.clock());
  const isOpen = state === 'started' || state === 'proven' || state === 'ready';
  if (isForOwner(row) && state === 'started') return ownerPage(deps, row, shown.t);
  if (row.other && isOpen) return otherPage(deps, row, shown);
  switch (state) {
    case 'started':
      return fieldsPage(deps, row, shown);
    case 'sent':
      return codePage(deps, row, shown);
    case 'proven':
      return { redirect: await askWhoIsThere(deps, row) };
    case 'deciding':
    case 'admitting':
      return view('waiting', row, {
        title: shown.t('registration.waiting.title'),
        waitingUrl: `${pageOf(row.id)}/waiting`,
        refreshSeconds: waitSeconds,
      });
    case 'ready':
    case 'done':
      return readyReply(deps, row, shown);
    case 'refused':
      return endPage(deps, row, shown, refusedEnd(row));
    case 'held':
    case 'cancelled':
    case 'expired':
      return endPage(deps, row, shown, state);
  }
}
