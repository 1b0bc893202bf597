import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.ts';
import { type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { ShortLived } from '../platform/redis.ts';
import { randomSecret, sameSecret } from '../platform/secrets.ts';
import { type AuthorizeQuery, answerUrl, authorizeQuery, checkAuthorize } from './authorize.rules.ts';
import type { Grant, Handle, Redemptions, Refusal } from './redemption.ts';

export type AuthorizeDeps = {
  store: ShortLived;
  redemptions: Redemptions;
  issuer: string;
  clientId: string;
  /** Keycloak's broker endpoint, the only place answers go to. */
  redirectUri: string;
  handleCookie: string;
};

const codeSeconds = 60;
/** The form of `flow` in sign-ins that a link began; apps may send other values. */
const linkFlow = /^[A-Za-z0-9_-]{43}$/;
const route = routesFor<object, 'public'>();

/** A refusal ends the attempt: nothing of it stays in the browser or here. */
async function refusedFor(deps: AuthorizeDeps, key: string, refusal: Refusal): Promise<Reply> {
  await deps.store.drop(key);
  return { ...refusal, cookies: [{ name: deps.handleCookie, value: '', path: '/op', seconds: 0 }] };
}

/** A row keeps only this of the browser's handle, so that nobody who reads the database could redeem with it. */
export function leaseOf(handle: string): string {
  return createHash('sha256').update(handle).digest('base64url');
}

/** The handle of this browser, only for the attempt it was made for; else it would serve whoever comes next (keycloak.md). */
async function handleFor(deps: AuthorizeDeps, cookie: string | undefined, flow: string | undefined) {
  if (!cookie || !flow) return undefined;
  const key = `handle:${leaseOf(cookie)}`;
  const handle = await deps.store.read<Handle>(key);
  return handle && sameSecret(handle.flow, flow) ? { ...handle, key } : undefined;
}

async function authorize(
  deps: AuthorizeDeps,
  query: AuthorizeQuery,
  cookie: string | undefined,
): Promise<Reply> {
  const checked = checkAuthorize(query, deps);
  if ('untrusted' in checked) throw new AppError('invalid_flow');
  const answer = (parameters: Record<string, string | undefined>): Reply => ({
    redirect: answerUrl(deps.redirectUri, { ...parameters, state: query.state, iss: deps.issuer }),
  });
  if ('error' in checked) return answer({ error: checked.error });
  const handle = await handleFor(deps, cookie, query.flow);
  // A link's attempt whose handle is gone gets our page, which names the way on; anybody else Keycloak's own login page.
  if (!handle && linkFlow.test(query.flow ?? '')) throw new AppError('invalid_flow');
  if (!handle) return answer({ error: 'access_denied' });
  const { kind, id, lease } = handle;
  const claimed = await deps.redemptions[kind]?.claim(id, lease);
  if (!claimed) throw new AppError('invalid_flow');
  if ('refusal' in claimed) return refusedFor(deps, handle.key, claimed.refusal);
  const { nonce, codeChallenge, redirectUri } = checked.ok;
  const code = randomSecret();
  const grant: Grant = { kind, id, lease, subject: claimed.subject, nonce, codeChallenge, redirectUri };
  await deps.store.put(`code:${leaseOf(code)}`, grant, codeSeconds);
  return answer({ code });
}

export function authorizeRoutes(deps: AuthorizeDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path: '/op/authorize',
      right: 'public',
      query: authorizeQuery,
      handler: ({ query, cookie }) => authorize(deps, query, cookie(deps.handleCookie)),
    }),
  ];
}
