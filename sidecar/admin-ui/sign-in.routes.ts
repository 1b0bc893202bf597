import { z } from 'zod';
import type { RelyingParty } from '../keycloak/relying-party.ts';
import { AppError } from '../platform/errors.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { backFrom, type KeycloakAction, type Place, type Purpose } from './sign-in.rules.ts';
import { endSession, renewSession, saveSession, sessionOf } from './sign-in-session.ts';

export type SignInDeps = {
  /** Below which address the routes stand; the session's cookie belongs there. */
  place: Place;
  party: RelyingParty;
  origin: string;
  /** Remembers which of our sessions belongs to Keycloak's, for back-channel logout. */
  bindSession(sid: string, sessionId: string): Promise<void>;
  /** Ends our session of this logout token (already verified or refused by the callee). */
  backchannelLogout(logoutToken: string): Promise<void>;
  /** First completed sign-in makes a person active. */
  completed(userId: string): Promise<void>;
};

const route = routesFor<object, 'public'>();
/** The attempt grew old; anything else Keycloak would only answer again and again. */
const worthAnotherTry = new Set(['temporarily_unavailable', 'login_required', 'interaction_required']);

async function begin(
  { party }: Pick<SignInDeps, 'party'>,
  { request, locale }: Pick<Context, 'request' | 'locale'>,
  purpose: Purpose,
): Promise<Reply> {
  const { action } = purpose;
  const { url, attempt } = await party.start({
    ui_locales: locale,
    ...(action ? { kc_action: action } : {}),
  });
  sessionOf(request).signIn = { ...attempt, ...purpose };
  await saveSession(request);
  return { redirect: url };
}

/** Lets the person who is signed in here change something at Keycloak; they come back to `back` with `action` and `outcome` in its query. */
export function beginAction(
  party: RelyingParty,
  context: Pick<Context, 'request' | 'locale'>,
  action: KeycloakAction,
  back: string,
): Promise<Reply> {
  return begin({ party }, context, { action, back, by: signedInUser(context.request) });
}

async function finish(deps: SignInDeps, { request }: Context): Promise<Reply> {
  const { place, origin } = deps;
  const { signIn } = sessionOf(request);
  const { search, searchParams: query } = new URL(request.originalUrl, origin);
  // Back button, or a page left open past the session: simply begin again (Keycloak answers at once from its own session).
  if (!signIn) return { redirect: place };
  const error = query.get('error');
  if (error && worthAnotherTry.has(error))
    return { redirect: `${place}/sign-in?back=${encodeURIComponent(signIn.back)}` };
  if (error) throw new AppError('keycloak_rejected', { cause: new Error(error) });
  const { nonce, state, verifier, ...purpose } = signIn;
  const person = await deps.party.finish(search, { nonce, state, verifier });
  await renewSession(request, {
    userId: person.userId,
    idToken: person.idToken,
    ...(person.sid ? { sid: person.sid } : {}),
  });
  if (person.sid) await deps.bindSession(person.sid, request.sessionID);
  await deps.completed(person.userId);
  return { redirect: backFrom(purpose, person.userId, query.get('kc_action_status')) };
}

async function signOut(deps: SignInDeps, { request }: Context): Promise<Reply> {
  const { idToken } = sessionOf(request);
  await endSession(request);
  const signedOut = `${deps.place}/signed-out`;
  return { redirect: idToken ? deps.party.logoutUrl(idToken, deps.origin + signedOut) : signedOut };
}

/** Sign-in at Keycloak for one part of the site: code flow with PKCE, our own session afterwards. */
export function signInRoutes(deps: SignInDeps): Route<object, 'public'>[] {
  const { place } = deps;
  return [
    route({
      method: 'get',
      path: `${place}/sign-in`,
      right: 'public',
      query: z.object({ back: z.string().optional() }),
      handler: (context) => begin(deps, context as Context, { back: localPath(context.query.back, place) }),
    }),
    route({
      method: 'get',
      path: `${place}/callback`,
      right: 'public',
      handler: (context) => finish(deps, context),
    }),
    route({
      method: 'post',
      path: `${place}/sign-out`,
      right: 'public',
      formLeaves: true,
      handler: (context) => signOut(deps, context),
    }),
    route({
      method: 'get',
      path: `${place}/signed-out`,
      right: 'public',
      handler: ({ t }) => ({
        view: 'admin-ui/signed-out',
        data: { home: place, title: t('admin-ui.signedOut.title') },
      }),
    }),
    route({
      method: 'post',
      path: `${place}/backchannel-logout`,
      right: 'public',
      machine: true,
      body: z.object({ logout_token: z.string().max(8192) }),
      async handler({ body }) {
        await deps.backchannelLogout(body.logout_token);
        return { empty: true };
      },
    }),
  ];
}

/** The Keycloak account of this request's session; throws `unauthenticated` where there is none. */
export function signedInUser(request: Context['request']): string {
  const userId = request.session?.person?.userId;
  if (!userId) throw new AppError('unauthenticated');
  return userId;
}
