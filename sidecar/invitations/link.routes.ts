import type { Cookie, Route } from '../platform/http/route.ts';
import { routesFor } from '../platform/http/route.ts';
import type { Locale } from '../platform/i18n.ts';
import { lookupsOf } from '../platform/secrets.ts';
import { findMember } from '../members/member.store.ts';
import { type GoneReason, goneReason, goneStatus, type Invitation } from './invitation.rules.ts';
import { findByLookups } from './invitation.store.ts';
import type { RedemptionDeps } from './redemption.service.ts';

export type LinkDeps = RedemptionDeps & {
  company: string;
  appUrl: string | undefined;
  /** Begins the sign-in through Keycloak and the broker for one invitation. */
  startLogin(invitationId: string, locale: Locale): Promise<{ url: string; cookies: readonly Cookie[] }>;
};

const route = routesFor<object, 'public'>();
const secretPath = '/i/:secret';

async function presented(
  deps: LinkDeps,
  secret: string,
): Promise<{ invitation?: Invitation; gone?: GoneReason }> {
  const invitation = /^[A-Za-z0-9_-]{43}$/.test(secret)
    ? await findByLookups(deps.db, lookupsOf(deps.ring, secret))
    : undefined;
  const gone = goneReason(invitation, deps.clock());
  return { ...(invitation ? { invitation } : {}), ...(gone ? { gone } : {}) };
}

/** The page for a link that does not open, with the way on. */
export function goneReply(deps: Pick<LinkDeps, 'company' | 'appUrl'>, reason: GoneReason) {
  const data = { reason, company: deps.company, appUrl: deps.appUrl };
  return { view: 'invitations/link-gone', data, status: goneStatus(reason) };
}

/** Invitation page: GET and HEAD only look, because scanners and previews fetch links; the button's POST begins the sign-in. */
export function linkRoutes(deps: LinkDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path: secretPath,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params }) {
        const { invitation, gone } = await presented(deps, params['secret'] ?? '');
        if (!invitation || gone) return goneReply(deps, gone ?? 'unknown');
        const member = await findMember(deps.db, invitation.memberId);
        const data = { company: deps.company, firstName: member?.firstName, expiresAt: invitation.expiresAt };
        return { view: 'invitations/link', data };
      },
    }),
    route({
      method: 'post',
      path: secretPath,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params, locale }) {
        const { invitation, gone } = await presented(deps, params['secret'] ?? '');
        if (!invitation || gone) return goneReply(deps, gone ?? 'unknown');
        const { url, cookies } = await deps.startLogin(invitation.id, locale);
        return { redirect: url, cookies };
      },
    }),
  ];
}
