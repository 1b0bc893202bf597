import { findByKeycloakUser, findMember } from '../members/member.store.ts';
import { completedSignIn } from '../members/sign-in.service.ts';
import { startAppOf } from '../members/start-app.read-model.ts';
import { AppError } from '../platform/errors.ts';
import { askInstead } from './ask-instead.service.ts';
import type { RegistrationDeps } from './deps.ts';
import { actsAt, pageOf, stateAt, waitsInVain } from './registration.rules.ts';
import { change, findAnswered, findNewest, type Registration, takeLogin } from './registration.store.ts';
import type { PendingLogin, RegistrationState } from './registration.table.ts';
import { signInAtKeycloak } from './own-sign-in.service.ts';

/** Address at which Keycloak tells who is signed in in this browser, without showing anything. */
export async function askWhoIsThere(deps: RegistrationDeps, row: Registration): Promise<string> {
  const { url, attempt } = await deps.party.start({ prompt: 'none', ui_locales: row.locale });
  const login: PendingLogin = { purpose: 'check', attempt };
  return (await change(deps.db, row, ['started', 'proven'], { login, other: null })) ? url : pageOf(row.id);
}

/** Address at which the owner of a known account signs in; whoever is signed in already is through at once. */
async function signInAsOwner(deps: RegistrationDeps, row: Registration): Promise<string> {
  const { url, attempt } = await deps.party.start({ ui_locales: row.locale });
  const values = { login: { purpose: 'account' as const, attempt }, other: null, account_member_id: null };
  return (await change(deps.db, row, ['started'], values)) ? url : pageOf(row.id);
}

/** Nobody else is signed in: the decision may be made, by the worker. */
async function nobodyThere(deps: RegistrationDeps, row: Registration): Promise<string> {
  const decided = { state: 'deciding' as const, due_at: deps.clock() };
  if (await change(deps.db, row, ['proven'], decided)) await deps.nudge(row.id);
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
  login: PendingLogin,
): Promise<string> {
  const { userId, name, idToken, sid, signedInAt } = await deps.party.finish(query, login.attempt);
  const member = row.member_id ? await findMember(deps.db, row.member_id) : undefined;
  if (member?.keycloakUserId === userId) return isIn(deps, member.id);
  const other = { sid: sid ?? null, name, idToken, userId, since: signedInAt.toISOString() };
  if (row.state === 'started' && row.known_member_id) {
    const owner = (await findByKeycloakUser(deps.db, userId))?.id === row.known_member_id;
    const account_member_id = owner ? row.known_member_id : null;
    await change(deps.db, row, ['started'], { other, account_member_id });
    return pageOf(row.id);
  }
  await change(deps.db, row, ['started', 'proven', 'ready', 'done'], { other });
  return pageOf(row.id);
}

/** Keycloak's answer to one of our own sign-ins; answers where the browser goes on. */
export async function cameBack(
  deps: RegistrationDeps,
  browser: Buffer,
  query: string,
): Promise<string | undefined> {
  const answer = new URLSearchParams(query);
  const taken = await takeLogin(deps.db, browser, answer.get('state') ?? '');
  if (!taken) return undefined;
  const { row, login } = taken;
  if (stateAt(row, deps.clock()) === 'expired') return pageOf(row.id);
  const error = answer.get('error');
  if (!error) return somebodyThere(deps, row, query, login);
  if (error === 'login_required') return nobodyThere(deps, row);
  if (error !== 'interaction_required') throw new AppError('keycloak_unavailable');
  // Somebody is signed in who first has to do something at Keycloak, so that it names nobody.
  const other = { sid: null, name: '', idToken: '', userId: '', since: deps.clock().toISOString() };
  await change(deps.db, row, ['started', 'proven'], { other });
  return pageOf(row.id);
}

/** States whose page goes on by itself, up to the password of a new account. */
const leadsIn: readonly RegistrationState[] = ['deciding', 'admitting', 'ready'];

/**
 * Where this browser goes on after somebody signed out at Keycloak, or after an answer (`state`) that nobody waits for: with the
 * registration that got it before, else with the newest one, but not by itself into an account, which may be
 * that of whoever was at this computer before.
 */
export async function newestPage(deps: RegistrationDeps, browser: Buffer, state = ''): Promise<string> {
  const answered = await findAnswered(deps.db, browser, state);
  if (answered) return pageOf(answered.id);
  const row = await findNewest(deps.db, browser);
  if (!row || leadsIn.includes(row.state)) throw new AppError('invalid_flow');
  return row.other && !row.other.sid && actsAt(row, deps.clock()) ? askWhoIsThere(deps, row) : pageOf(row.id);
}

/** Nobody knows which session it is: the person ends it at Keycloak, which gives up the app's sign-in, too. */
async function signOutByHand(deps: RegistrationDeps, row: Registration): Promise<string> {
  await change(deps.db, row, ['started', 'proven'], { answer: null, own_start: true });
  return deps.party.logoutUrl(undefined, `${deps.origin}/registration/signed-out`);
}

/**
 * *Abmelden und fortfahren*: ends only the other person's session, so that the app's sign-in that waits at Keycloak lives on; where
 * Keycloak has given that up, a sign-in of ours takes its place.
 */
export async function signOther(deps: RegistrationDeps, row: Registration): Promise<string> {
  if (row.other && !row.other.sid) return signOutByHand(deps, row);
  if (row.other?.sid) await deps.directory.deleteSession(row.other.sid);
  if (row.state === 'ready' || row.state === 'done') return signInAtKeycloak(deps, row);
  if (row.state === 'started' && row.known_member_id) return signInAsOwner(deps, row);
  if (row.other && row.answer && waitsInVain(row.other, deps.clock()))
    await change(deps.db, row, ['started', 'proven'], { answer: null, own_start: true });
  return askWhoIsThere(deps, row);
}

/**
 * *Zugang zu diesem Konto hinzufügen*: whoever is signed in goes on as themselves, without facts by asking for access. Nothing happens
 * where that account is nobody's here.
 */
export async function useAccount(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  const member = row.other && (await findByKeycloakUser(deps.db, row.other.userId));
  if (!member || member.state === 'suspended' || row.known_member_id) return undefined;
  if (row.way === 'open') return askInstead(deps, row);
  const values = { account_member_id: member.id, other: null, login: null };
  await change(deps.db, row, ['started'], values);
  return undefined;
}
