import { AppError } from '../platform/errors.ts';
import { visitorKey } from '../platform/http/address.rules.ts';
import { type Cookie, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Locale } from '../platform/i18n.ts';
import { isSecret, type KeyRing, lookupsOf } from '../platform/secrets.ts';
import type { Db } from '../platform/db.ts';
import { type AccessLink, type GoneReason, goneReason, goneStatus } from './access-link.rules.ts';
import { findLinkByLookups, reserveLink } from './access-link.store.ts';

export type LinkPageDeps = {
  db: Db;
  ring: KeyRing;
  clock(): Date;
  /** Where somebody whose link is used signs in. */
  appUrl: string | undefined;
  /** Begins a registration by this link, bound to this browser. */
  begin(
    visit: { locale: Locale; cookie(name: string): string | undefined; address: string | undefined },
    link: Pick<AccessLink, 'id' | 'areaId' | 'secretRef'>,
  ): Promise<{ url: string; cookies: readonly Cookie[] }>;
  /** False where this address has begun too often lately. */
  mayBegin(address: string): Promise<boolean>;
};

const route = routesFor<object, 'public'>();
const path = '/l/:secret';

type Presented = { link: AccessLink } | { gone: GoneReason };

async function presented({ db, ring, clock }: LinkPageDeps, secret = ''): Promise<Presented> {
  const found = isSecret(secret) ? await findLinkByLookups(db, lookupsOf(ring, secret)) : undefined;
  const gone = goneReason(found?.link, clock()) ?? (found?.replaced ? 'revoked' : undefined);
  return found && !gone ? { link: found.link } : { gone: gone ?? 'unknown' };
}

/** The page for a link that does not open, with the way on. */
function goneReply({ appUrl }: LinkPageDeps, reason: GoneReason): Reply {
  return {
    view: 'access-links/link-gone',
    data: { reason, appUrl },
    status: goneStatus(reason),
  };
}

/** The page of an access link: GET and HEAD only look, because scanners and previews fetch links; the button's POST begins the registration. */
export function accessLinkRoutes(deps: LinkPageDeps): Route<object, 'public'>[] {
  return [
    route({
      method: 'get',
      path,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params }) {
        const found = await presented(deps, params['secret']);
        if ('gone' in found) return goneReply(deps, found.gone);
        const { firstName, expiresAt } = found.link;
        return { view: 'access-links/link', data: { firstName, expiresAt } };
      },
    }),
    route({
      method: 'post',
      path,
      right: 'public',
      formLeaves: true,
      secretAddress: true,
      async handler({ params, locale, cookie, request }) {
        if (!(await deps.mayBegin(visitorKey(request.ip)))) throw new AppError('too_many');
        const found = await presented(deps, params['secret']);
        if ('gone' in found) return goneReply(deps, found.gone);
        // Ended or sent again in this very moment.
        if (!(await reserveLink(deps.db, found.link, deps.clock()))) return goneReply(deps, 'revoked');
        const { url, cookies } = await deps.begin({ locale, cookie, address: request.ip }, found.link);
        return { redirect: url, cookies };
      },
    }),
  ];
}
