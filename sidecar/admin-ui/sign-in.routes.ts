import { z } from 'zod';
import type { RelyingParty } from '../keycloak/relying-party.ts';
import { AppError } from '../platform/errors.ts';
import { localPath } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { adminSession, endSession, renewSession, saveSession } from './admin-session.ts';

export type SignInDeps = {
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
const home = '/admin/members';
/** The attempt grew old; anything else Keycloak would only answer again and again. */
const worthAnotherTry = new Set(['temporarily_unavailable', 'login_required', 'interaction_required']);

async function begin(deps: SignInDeps, { request, locale }: Context, back: string): Promise<Reply> {
  const { url, attempt } = await deps.party.start({ ui_locales: locale });
  adminSession(request).signIn = { ...attempt, back };
  await saveSession(request);
  return { redirect: url };
}

async function finish(deps: SignInDeps, { request }: Context): Promise<Reply> {
  const { signIn } = adminSession(request);
  const query = new URL(request.originalUrl, deps.origin).search;
  // Back button, or a page left open past the session: simply begin again (Keycloak answers at once from its own session).
  if (!signIn) return { redirect: home };
  const error = new URLSearchParams(query).get('error');
  if (error && worthAnotherTry.has(error))
    return { redirect: `/admin/sign-in?back=${encodeURIComponent(signIn.back)}` };
  if (error) throw new AppError('keycloak_rejected', { cause: new Error(error) });
  const { nonce, state, verifier, back } = signIn;
  const person = await deps.party.finish(query, { nonce, state, verifier });
  await renewSession(request, {
    userId: person.userId,
    idToken: person.idToken,
    ...(person.sid ? { sid: person.sid } : {}),
  });
  if (person.sid) await deps.bindSession(person.sid, request.sessionID);
  await deps.completed(person.userId);
  return { redirect: back };
}

async function signOut(deps: SignInDeps, { request }: Context): Promise<Reply> {
  const { idToken } = adminSession(request);
  await endSession(request);
  return {
    redirect: idToken
      ? deps.party.logoutUrl(idToken, `${deps.origin}/admin/signed-out`)
      : '/admin/signed-out',
  };
}

/** Sign-in of administrators at Keycloak: code flow with PKCE, our own session afterwards. */
export function signInRoutes(deps: SignInDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path: '/admin/sign-in',
      right: 'public',
      query: z.object({ back: z.string().optional() }),
      handler: (context) => begin(deps, context as Context, localPath(context.query.back, home)),
    }),
    route({
      method: 'get',
      path: '/admin/callback',
      right: 'public',
      handler: (context) => finish(deps, context),
    }),
    route({
      method: 'post',
      path: '/admin/sign-out',
      right: 'public',
      formLeaves: true,
      handler: (context) => signOut(deps, context),
    }),
    route({
      method: 'get',
      path: '/admin/signed-out',
      right: 'public',
      handler: ({ t }) => ({
        view: 'admin-ui/signed-out',
        data: { home, title: t('admin-ui.signedOut.title') },
      }),
    }),
    route({
      method: 'post',
      path: '/admin/backchannel-logout',
      right: 'public',
      machine: true,
      body: z.object({ logout_token: z.string().max(8192) }),
      async handler({ body }) {
        await deps.backchannelLogout(body.logout_token);
        return { empty: true };
      },
    }),
    route({ method: 'get', path: '/admin', right: 'public', handler: () => ({ redirect: home }) }),
  ];
}

/** The Keycloak account of this request's session; throws `unauthenticated` where there is none. */
export function signedInUser(request: Context['request']): string {
  const userId = request.session?.admin?.userId;
  if (!userId) throw new AppError('unauthenticated');
  return userId;
}
