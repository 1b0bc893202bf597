import { findMember } from '../members/member.store.ts';
import { randomSecret } from '../platform/secrets.ts';
import type { RegistrationDeps } from './deps.ts';
import { opensDoor, pageOf } from './registration.rules.ts';
import { change, markOf, type Registration } from './registration.store.ts';
import type { PendingAnswer, PendingLogin } from './registration.table.ts';

/** Whom this registration still lets in by the broker; undefined where they may not come in that way (any more). */
async function entrantOf(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  const member = row.member_id ? await findMember(deps.db, row.member_id) : undefined;
  return member && opensDoor(row, member, deps.clock()) ? member.id : undefined;
}

/** Our own sign-in, once the account is there: through the broker to the page for the password, and back to us. The page where it opens nothing. */
export async function signInAtKeycloak(deps: RegistrationDeps, row: Registration): Promise<string> {
  if (!(await entrantOf(deps, row))) return pageOf(row.id);
  const flow = randomSecret();
  const { url, attempt } = await deps.party.start({
    kc_idp_hint: deps.identityProvider,
    flow,
    ui_locales: row.locale,
  });
  const login: PendingLogin = { purpose: 'start', attempt };
  const values = { login, other: null, attempt_mark: markOf(flow) };
  return (await change(deps.db, row, ['ready', 'done'], values)) ? url : pageOf(row.id);
}

/** Sends the browser to Keycloak with a code; undefined where whom it let in may not come in now. */
export async function answerReady(
  deps: RegistrationDeps,
  row: Registration,
  answer: PendingAnswer,
): Promise<string | undefined> {
  const subject = await entrantOf(deps, row);
  if (!subject) return undefined;
  return deps.codeAnswer(answer, { id: row.id, lease: row.browser.toString('base64url'), subject });
}

/**
 * The account is ready: the app's own sign-in that waits at Keycloak gets its answer, once; whoever comes again, because Keycloak had
 * given it up, goes by a sign-in of ours. Undefined where they may not come in now.
 */
export async function goIn(deps: RegistrationDeps, row: Registration): Promise<string | undefined> {
  if (!(await entrantOf(deps, row))) return undefined;
  if (!row.answer) return signInAtKeycloak(deps, row);
  const { answer } = row;
  if (!(await change(deps.db, row, ['ready'], { answer: null, own_start: true }))) return pageOf(row.id);
  return answerReady(deps, row, answer);
}
