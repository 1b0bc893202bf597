import { findByKeycloakUser } from '../members/member.store.ts';
import type { Reply } from '../platform/http/route.ts';
import { isForOwner, ownerPage } from './account-page.ts';
import { mayResend } from './code.rules.ts';
import type { CodeProblem } from './code.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { endPage } from './end-page.ts';
import { choicePage, fieldsPage } from './fields-page.ts';
import { isClosedBy } from './open-area.read-model.ts';
import { goIn } from './own-sign-in.service.ts';
import { codeMails, pageOf, stateAt } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';
import { askWhoIsThere } from './session-check.service.ts';
import { type Shown, view } from './shown.ts';

const waitSeconds = 2;
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

function refusedEnd(row: Registration): string {
  if (
    row.outcome === 'linkGone' ||
    row.outcome === 'tooMany' ||
    row.outcome === 'failed' ||
    row.outcome === 'closed'
  )
    return row.outcome;
  return 'mismatch';
}

/** The form; without stored facts only for an area that was chosen and is still open. */
async function startPage(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  if (row.way === 'open' && row.area_id === null) return choicePage(deps, row, shown);
  return (await isClosedBy(deps.db, row))
    ? endPage(deps, row, shown.t, 'closed')
    : fieldsPage(deps, row, shown);
}

async function readyReply(deps: RegistrationDeps, row: Registration, shown: Shown): Promise<Reply> {
  if (row.account_member_id) return endPage(deps, row, shown.t, row.request ? 'requested' : 'added');
  if (row.released_at) return endPage(deps, row, shown.t, 'released');
  const onward = row.state === 'ready' ? await goIn(deps, row) : undefined;
  return onward
    ? { redirect: onward }
    : endPage(deps, row, shown.t, row.way === 'open' ? 'registered' : 'done');
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
      return startPage(deps, row, shown);
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
      return endPage(deps, row, shown.t, refusedEnd(row));
    case 'held':
    case 'cancelled':
    case 'expired':
      return endPage(deps, row, shown.t, state);
  }
}
