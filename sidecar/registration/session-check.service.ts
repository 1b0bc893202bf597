import { findByKeycloakUser, findMember } from '../members/member.store.ts';
import { completedSignIn } from '../members/sign-in.service.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import { AppError } from '../platform/errors.ts';
import { randomSecret } from '../platform/secrets.ts';
import type { RegistrationDeps } from './deps.ts';
import { stateAt } from './registration.rules.ts';
import {
  change,
  findNewest,
  markOf,
  type Registration,
  type TakenLogin,
  takeLogin,
} from './registration.store.ts';
import type { PendingLogin } from './registration.table.ts';

export const pageOf = (id: string): string => `/registration/${id}`;

const beforeDecision = ['started', 'proven'] as const;

/** Address at which Keycloak tells who is signed in in this browser, without showing anything. */
export async function askWhoIsThere(deps: RegistrationDeps, row: Registration): Promise<string> {
  const { url, attempt } = await deps.party.start({ prompt: 'none', ui_locales: row.locale });
  const login: PendingLogin = { purpose: 'check', attempt };
  if (!(await change(deps.db, row, beforeDecision, { login, other: null }))) return pageOf(row.id);
  return url;
}

/** Our own sign-in that leads to the broker and, once the account is there, comes back signed in. */
export async function signInAtKeycloak(deps: RegistrationDeps, row: Registration): Promise<string> {
  const flow = randomSecret();
  const { url, attempt } = await deps.party.start({
    kc_idp_hint: deps.identityProvider,
    flow,
    ui_locales: row.locale,
  });
  const changed = await change(deps.db, row, ['started', 'ready', 'done'], {
    start_login: attempt,
    other: null,
    attempt_mark: markOf(flow),
  });
  return changed ? url : pageOf(row.id);
}

/** Address at which the owner of a known account signs in; whoever is signed in already is through at once. */
async function signInAsOwner(deps: RegistrationDeps, row: Registration): Promise<string> {
  const { url, attempt } = await deps.party.start({ ui_locales: row.locale });
  const values = { login: { purpose: 'account' as const, attempt }, other: null, account_member_id: null };
  return (await change(deps.db, row, ['started'], values)) ? url : pageOf(row.id);
}

/** Where the person goes on, now that nobody else is signed in. */
async function nobodyThere(deps: RegistrationDeps, row: Registration): Promise<string> {
  if (row.state === 'started' && row.own_start && !row.answer) return signInAtKeycloak(deps, row);
  if (row.state === 'ready' && row.own_start) return signInAtKeycloak(deps, row);
  if (row.state === 'proven') {
    const moved = await change(deps.db, row, ['proven'], { state: 'deciding', due_at: deps.clock() });
    if (moved) await deps.nudge(row.id);
  }
  return pageOf(row.id);
}

/** Signed in as whom the registration let in: they are in the app for the first time. */
async function isIn(deps: RegistrationDeps, memberId: string): Promise<string> {
  await completedSignIn(deps.db, memberId, deps.clock());
  return (await startAppOf(deps.db, memberId)) ?? deps.appUrl;
}

async function somebodyThere(
  deps: RegistrationDeps,
  row: Registration,
  query: string,
  login: TakenLogin,
): Promise<string> {
  const { userId, name, idToken, sid } = await deps.party.finish(query, login.attempt);
  const member = row.member_id ? await findMember(deps.db, row.member_id) : undefined;
  if (member?.keycloakUserId === userId) return isIn(deps, member.id);
  const other = { sid: sid ?? null, name, idToken, userId };
  if (row.state === 'started' && row.known_member_id) {
    const owner = (await findByKeycloakUser(deps.db, userId))?.id === row.known_member_id;
    const account_member_id = owner ? row.known_member_id : null;
    await change(deps.db, row, ['started'], { other, account_member_id });
    return pageOf(row.id);
  }
  await change(deps.db, row, [...beforeDecision, 'ready', 'done'], { other });
  return pageOf(row.id);
}

/** Keycloak's answer to one of our own sign-ins; answers where the browser goes on. */
export async function cameBack(deps: RegistrationDeps, browser: Buffer, query: string): Promise<string> {
  const answer = new URLSearchParams(query);
  const taken = await takeLogin(deps.db, browser, answer.get('state') ?? '');
  // Asked anew in another tab meanwhile, or answered already: the page says how things stand.
  const row = taken?.row ?? (await findNewest(deps.db, browser));
  if (!row) throw new AppError('invalid_flow');
  if (!taken || stateAt(row, deps.clock()) === 'expired') return pageOf(row.id);
  const error = answer.get('error');
  if (!error) return somebodyThere(deps, row, query, taken.login);
  return taken.login.purpose === 'check' && error === 'login_required'
    ? nobodyThere(deps, row)
    : pageOf(row.id);
}

/** *Abmelden und fortfahren*: ends only the other person's session, so that the sign-in that waits at Keycloak lives on. */
export async function signOther(deps: RegistrationDeps, row: Registration): Promise<string> {
  if (row.other?.sid) await deps.directory.deleteSession(row.other.sid);
  if (row.state === 'ready' || row.state === 'done') return signInAtKeycloak(deps, row);
  if (row.state === 'started' && row.known_member_id) return signInAsOwner(deps, row);
  return askWhoIsThere(deps, row);
}

/** *Zugang zu diesem Konto hinzufügen*: whoever is signed in goes on as themselves. False where that account is nobody's here. */
export async function useAccount(deps: RegistrationDeps, row: Registration): Promise<boolean> {
  const member = row.other && (await findByKeycloakUser(deps.db, row.other.userId));
  if (!member || member.state === 'suspended' || row.known_member_id) return false;
  const values = { account_member_id: member.id, other: null, login: null };
  return (await change(deps.db, row, ['started'], values)) !== undefined;
}
