import { AppError } from '../platform/errors.ts';
import { type Context, type Cookie, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { type LinkLogin, type LinkLoginDeps, loginKey } from './link-login.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Redemption, Redemptions } from './redemption.ts';

export type LinkLoginRouteDeps = LinkLoginDeps & {
  redemptions: Redemptions;
  origin: string;
  appUrl: string | undefined;
};

const route = routesFor<object, 'public'>();
const switchSeconds = 600;

function redemptionOf(deps: LinkLoginRouteDeps, login: LinkLogin): Redemption {
  const redemption = deps.redemptions[login.kind];
  if (!redemption) throw new AppError('invalid_flow');
  return redemption;
}

function ended(deps: LinkLoginRouteDeps): Cookie[] {
  return [
    { name: deps.cookies.handle, value: '', path: '/op', seconds: 0 },
    { name: deps.cookies.login, value: '', path: '/i', seconds: 0 },
  ];
}

/** Asks whoever is signed in to make room; may be shown again, for another language or by a reload. */
function otherSession(deps: LinkLoginRouteDeps, name: string, locale: Locale): Reply {
  const data = { name, appUrl: deps.appUrl, locale };
  return { view: 'invitations/link-other-session', data, status: 409, cookies: ended(deps).slice(0, 1) };
}

/** Whoever came back: the person the link is for goes on to the app, somebody else is asked to sign out first. */
async function cameBack(deps: LinkLoginRouteDeps, { cookie, request, locale }: Context): Promise<Reply> {
  const secret = cookie(deps.cookies.login);
  const login = secret ? await deps.store.read<LinkLogin>(loginKey(secret)) : undefined;
  if (login?.other) return otherSession(deps, login.other.name, locale);
  // Of two answers to one attempt the first counts.
  if (!secret || !login || !(await deps.store.take(loginKey(secret)))) throw new AppError('invalid_flow');
  const redemption = redemptionOf(deps, login);
  const query = new URL(request.originalUrl, deps.origin).search;
  // The cookie of the handle does not come here (its path is /op), so the sign-in remembers which one it was.
  await deps.store.drop(`handle:${login.handle}`);
  if (new URLSearchParams(query).has('error'))
    return { redirect: await redemption.link(login.id), cookies: ended(deps) };
  const { userId, name, idToken } = await deps.party.finish(query, login.attempt);
  if (userId === (await redemption.expectedUser(login.id)))
    return { redirect: await redemption.completed(login.id), cookies: ended(deps) };
  await deps.store.put(loginKey(secret), { ...login, other: { name, idToken } }, switchSeconds);
  return otherSession(deps, name, locale);
}

/** Signs the other person out at Keycloak; the link is still unspent. */
async function switchPerson(deps: LinkLoginRouteDeps, { cookie }: Context): Promise<Reply> {
  const login = await deps.store.read<LinkLogin>(loginKey(cookie(deps.cookies.login) ?? ''));
  if (!login?.other) throw new AppError('invalid_flow');
  return { redirect: deps.party.logoutUrl(login.other.idToken, `${deps.origin}/i/continue`) };
}

async function continueAtLink(deps: LinkLoginRouteDeps, { cookie }: Context): Promise<Reply> {
  const login = await deps.store.take<LinkLogin>(loginKey(cookie(deps.cookies.login) ?? ''));
  if (!login) throw new AppError('invalid_flow');
  return { redirect: await redemptionOf(deps, login).link(login.id), cookies: ended(deps) };
}

export function linkLoginRoutes(deps: LinkLoginRouteDeps): Route<object, 'public'>[] {
  const common = { right: 'public', secretAddress: true } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/i/callback',
      formLeaves: true,
      handler: (context) => cameBack(deps, context),
    }),
    route({
      ...common,
      method: 'post',
      path: '/i/switch',
      formLeaves: true,
      handler: (context) => switchPerson(deps, context),
    }),
    route({
      ...common,
      method: 'get',
      path: '/i/continue',
      handler: (context) => continueAtLink(deps, context),
    }),
  ];
}
