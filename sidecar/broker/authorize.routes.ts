import { AppError } from '../platform/errors.ts';
import { opensPage } from '../platform/http/guard.rules.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { ShortLived } from '../platform/redis.ts';
import { sameSecret } from '../platform/secrets.ts';
import { codeAnswer, errorAnswer, leaseOf } from './answer.ts';
import { type AuthorizeQuery, authorizeQuery, checkAuthorize, type Checked } from './authorize.rules.ts';
import type { Handle, Redemptions, Refusal } from './redemption.ts';

export type AuthorizeDeps = {
  store: ShortLived;
  redemptions: Redemptions;
  issuer: string;
  clientId: string;
  /** Keycloak's broker endpoint, the only place answers go to. */
  redirectUri: string;
  handleCookie: string;
  /**
   * Whoever comes without a link registers: the page that this request waits behind, or the answer where it is there already.
   * Undefined where it belongs to no registration of this browser though its `flow` says so.
   */
  register(request: Checked & { flow: string | undefined }, context: Context): Promise<Reply | undefined>;
};

const route = routesFor<object, 'public'>();

/** A refusal ends the attempt: nothing of it stays in the browser or here. */
async function refusedFor(deps: AuthorizeDeps, key: string, refusal: Refusal): Promise<Reply> {
  await deps.store.drop(key);
  return { ...refusal, cookies: [{ name: deps.handleCookie, value: '', path: '/op', seconds: 0 }] };
}

/** The handle of this browser, only for the attempt it was made for; else it would serve whoever comes next (keycloak.md). */
async function handleFor(deps: AuthorizeDeps, cookie: string | undefined, flow: string | undefined) {
  if (!cookie || !flow) return undefined;
  const key = `handle:${leaseOf(cookie)}`;
  const handle = await deps.store.read<Handle>(key);
  return handle && sameSecret(handle.flow, flow) ? { ...handle, key } : undefined;
}

/** The link that began this sign-in is taken for this browser. */
async function claimed(
  deps: AuthorizeDeps,
  request: Checked,
  handle: Handle & { key: string },
): Promise<Reply> {
  const { kind, id, lease, key } = handle;
  const claim = await deps.redemptions[kind]?.claim(id, lease);
  if (!claim) throw new AppError('invalid_flow');
  if ('refusal' in claim) return refusedFor(deps, key, claim.refusal);
  return { redirect: await codeAnswer(deps, request, { kind, id, lease, subject: claim.subject }) };
}

async function authorize(
  deps: AuthorizeDeps,
  context: Context<object, undefined, AuthorizeQuery>,
): Promise<Reply> {
  const { query, cookie, request } = context;
  const checked = checkAuthorize(query, deps);
  if ('untrusted' in checked) throw new AppError('invalid_flow');
  if ('error' in checked) return { redirect: errorAnswer(deps, checked, checked.error) };
  const handle = await handleFor(deps, cookie(deps.handleCookie), query.flow);
  if (handle) return claimed(deps, checked.ok, handle);
  // A picture in a stranger's page would use up what its visitors may begin.
  if (!opensPage(request.get('sec-fetch-dest'))) throw new AppError('cross_site');
  const registration = await deps.register({ ...checked.ok, flow: query.flow }, context);
  // An attempt whose handle is gone gets our page, which names the way on.
  if (!registration) throw new AppError('invalid_flow');
  return registration;
}

export function authorizeRoutes(deps: AuthorizeDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path: '/op/authorize',
      right: 'public',
      query: authorizeQuery,
      handler: (context) => authorize(deps, context),
    }),
  ];
}
