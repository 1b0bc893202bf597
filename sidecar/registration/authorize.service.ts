import { readTree } from '../areas/area.store.ts';
import type { Cookie } from '../platform/http/route.ts';
import { isSecret } from '../platform/secrets.ts';
import { begin } from './begin.service.ts';
import type { RegistrationDeps, Visit } from './deps.ts';
import { firstWay } from './open-area.read-model.ts';
import { answerReady } from './own-sign-in.service.ts';
import { attemptOf, pageOf, pendingAnswer, stateAt } from './registration.rules.ts';
import { change, findByMark, markOf, type Registration } from './registration.store.ts';
import type { RegistrationState } from './registration.table.ts';

/** Keycloak's authorization request, already checked by the broker. */
export type AuthorizeRequest = {
  redirectUri: string;
  state: string | undefined;
  nonce: string | undefined;
  codeChallenge: string;
  flow: string | undefined;
};
type Answered = { redirect: string; cookies?: readonly Cookie[] };

const going: readonly RegistrationState[] = ['started', 'sent', 'proven', 'deciding', 'admitting'];
const settled: readonly RegistrationState[] = ['ready', 'done'];

async function areaOf(deps: RegistrationDeps, slug: string | undefined): Promise<string | null> {
  if (!slug) return null;
  return (await readTree(deps.db)).bySlug(slug)?.id ?? null;
}

/** The same browser comes with the same attempt once more: reload, language, Keycloak's own "neu starten". */
async function again(
  deps: RegistrationDeps,
  row: Registration,
  request: AuthorizeRequest,
): Promise<Answered | undefined> {
  const state = stateAt(row, deps.clock());
  if (!going.includes(state) && !settled.includes(state))
    return row.own_start ? { redirect: pageOf(row.id) } : undefined;
  const answer = pendingAnswer(request);
  if (settled.includes(state)) return { redirect: (await answerReady(deps, row, answer)) ?? pageOf(row.id) };
  await change(deps.db, row, going, { answer });
  return { redirect: pageOf(row.id) };
}

/**
 * What becomes of a sign-in that reaches the broker without a link: the registration of this browser that it belongs to, else a new
 * one that Keycloak's request waits behind (step 1 of docs/adr/037). Undefined where its `flow` is of ours but of no row here.
 */
export async function registerAtAuthorize(
  deps: RegistrationDeps,
  visit: Visit,
  request: AuthorizeRequest,
): Promise<Answered | undefined> {
  // One of our own random ones; an app adds the slug of an area.
  const ours = isSecret(request.flow);
  const attempt = ours ? request.flow : attemptOf(request.state);
  const secret = visit.cookie(deps.cookieName);
  const known = secret && attempt ? await findByMark(deps.db, markOf(secret), markOf(attempt)) : undefined;
  const answered = known && (await again(deps, known, request));
  if (answered) return answered;
  if (ours) return undefined;
  const what = await firstWay(deps.db, await areaOf(deps, request.flow));
  const { row, cookies } = await begin(deps, visit, what, {
    own_start: false,
    answer: pendingAnswer(request),
    attempt_mark: attempt ? markOf(attempt) : null,
  });
  return { redirect: pageOf(row.id), cookies };
}
