import { AppError } from '../platform/errors.ts';
import type { Cookie, Route } from '../platform/http/route.ts';
import { routesFor } from '../platform/http/route.ts';
import type { Locale } from '../platform/i18n.ts';
import { visitorKey } from '../platform/http/address.rules.ts';
import { isSecret, lookupsOf } from '../platform/secrets.ts';
import { findMember } from '../members/member.store.ts';
import {
  type GoneReason,
  goneReason,
  goneStatus,
  type Invitation,
  invitationLink,
} from './invitation.rules.ts';
import { findByLookups, noteOpened } from './invitation.store.ts';
import { newestInvitation } from './life.store.ts';
import type { RedemptionDeps } from './redemption.service.ts';

export type LinkDeps = RedemptionDeps & {
  appUrl: string | undefined;
  /** Begins the sign-in through Keycloak and the broker for one invitation. */
  startLogin(
    invitationId: string,
    visit: { locale: Locale; cookie(name: string): string | undefined },
  ): Promise<{ url: string; cookies: readonly Cookie[] }>;
  /** Sends a way in to the address on file, if there is one to be had. */
  requestAnew(presented: Invitation): Promise<void>;
  /** False where this address has asked too often lately. */
  mayAsk(address: string): Promise<boolean>;
  /** False where this address has told too often lately that a page was opened. */
  mayTell(address: string): Promise<boolean>;
};

const route = routesFor<object, 'public'>();
const secretPath = '/i/:secret';

async function presented(
  deps: LinkDeps,
  secret: string,
): Promise<{ invitation?: Invitation; gone?: GoneReason }> {
  const invitation = isSecret(secret)
    ? await findByLookups(deps.db, lookupsOf(deps.ring, secret))
    : undefined;
  const gone = invitation ? await reasonFor(deps, invitation) : 'unknown';
  return { ...(invitation ? { invitation } : {}), ...(gone ? { gone } : {}) };
}

/** Why it does not open; a replaced link answers as the newer one does where that is over, too, so that its way on is offered. */
async function reasonFor(
  deps: Pick<RedemptionDeps, 'db' | 'clock'>,
  invitation: Invitation,
): Promise<GoneReason | undefined> {
  const now = deps.clock();
  const gone = goneReason(invitation, now);
  if (gone !== 'revoked') return gone;
  const newest = await newestInvitation(deps.db, invitation.memberId);
  return goneReason(newest, now) ?? gone;
}

/** The page for a link that does not open, with the way on. */
export function goneReply(
  deps: Pick<LinkDeps, 'appUrl' | 'origin' | 'ring'>,
  reason: GoneReason,
  invitation: Invitation | undefined,
) {
  const mayAsk = invitation && (reason === 'accepted' || reason === 'expired');
  const askUrl = mayAsk
    ? `${invitationLink(deps.origin, deps.ring, invitation.id, invitation.secretRef)}/new`
    : undefined;
  const data = { reason, appUrl: deps.appUrl, askUrl };
  return { view: 'invitations/link-gone', data, status: goneStatus(reason) };
}

/** Invitation page: GET and HEAD only look, because scanners and previews fetch links; the button's POST begins the sign-in. */
export function linkRoutes(deps: LinkDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path: '/i/app',
      right: 'public',
      handler: () => ({ redirect: deps.appUrl ?? deps.origin }),
    }),
    route({
      method: 'post',
      path: `${secretPath}/new`,
      right: 'public',
      secretAddress: true,
      async handler({ params, request }) {
        const { invitation } = await presented(deps, params['secret'] ?? '');
        if (!(await deps.mayAsk(visitorKey(request.ip)))) throw new AppError('too_many');
        if (invitation) await deps.requestAnew(invitation);
        return { view: 'invitations/link-requested', data: {} };
      },
    }),
    // Sent by the page itself, once somebody sees it; the same empty answer to everybody, whatever is known of the link.
    route({
      method: 'post',
      path: `${secretPath}/opened`,
      right: 'public',
      secretAddress: true,
      async handler({ params, request }) {
        if (!(await deps.mayTell(visitorKey(request.ip)))) return { empty: true };
        const { invitation, gone } = await presented(deps, params['secret'] ?? '');
        if (invitation && !gone) await noteOpened(deps.db, invitation.id, deps.clock());
        return { empty: true };
      },
    }),
    route({
      method: 'get',
      path: secretPath,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params }) {
        const { invitation, gone } = await presented(deps, params['secret'] ?? '');
        if (!invitation || gone) return goneReply(deps, gone ?? 'unknown', invitation);
        const member = await findMember(deps.db, invitation.memberId);
        const openedUrl = `/i/${params['secret']}/opened`;
        const { expiresAt } = invitation;
        const data = { firstName: member?.firstName, expiresAt, openedUrl };
        return { view: 'invitations/link', data };
      },
    }),
    route({
      method: 'post',
      path: secretPath,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params, locale, cookie }) {
        const { invitation, gone } = await presented(deps, params['secret'] ?? '');
        if (!invitation || gone) return goneReply(deps, gone ?? 'unknown', invitation);
        await noteOpened(deps.db, invitation.id, deps.clock());
        const { url, cookies } = await deps.startLogin(invitation.id, { locale, cookie });
        return { redirect: url, cookies };
      },
    }),
  ];
}
