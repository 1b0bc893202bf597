import { z } from 'zod';
import { requestsOf } from '../access-requests/request.store.ts';
import { whyAccess } from '../audit/why.read-model.ts';
import type { Directory, OwnSignIns } from '../keycloak/port.ts';
import type { Own, OwnRight } from '../members/own.ts';
import type { Db } from '../platform/db.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { locales } from '../platform/i18n.ts';
import { unlessAway } from './away.ts';
import { emailState, noteFor, ownAreas, ownFacts, passkeyOffer } from './own-page.rules.ts';
import { laterCookie } from './passkey.rules.ts';

export type OwnDeps = {
  db: Db;
  directory: Pick<Directory & OwnSignIns, 'getUser' | 'passkeysOf'>;
  /** Whether browsers take passkeys at Keycloak's address. */
  passkeys: boolean;
  /** Keycloak's page on which a passkey can be taken away. */
  accountUrl: string;
  /** Sends the person to Keycloak for one change of their own account, and back to `/me`. */
  beginAction(context: Context<Own>, action: 'UPDATE_EMAIL' | 'UPDATE_PASSWORD'): Promise<Reply>;
};

const route = routesFor<Own, OwnRight>();
const query = z.object({
  action: z.string().optional(),
  outcome: z.string().optional(),
  note: z.enum(['language']).optional().catch(undefined),
});
/** Newest of them; all are on their own page. */
const shownRequests = 3;

async function readPage({ db, directory }: OwnDeps, { person, tree }: Own) {
  const userId = person.keycloakUserId;
  const [account, made, { grants }, requests] = await Promise.all([
    userId === null ? undefined : unlessAway(directory.getUser(userId)),
    userId === null ? [] : unlessAway(directory.passkeysOf(userId)),
    whyAccess(db, person.id, { all: true, areaIds: [] }),
    requestsOf(db, person.id, shownRequests),
  ]);
  return {
    account,
    made,
    areas: ownAreas({ tree }, grants),
    requests: requests.map((one) => ({
      area: tree.byId(one.area_id)?.name,
      state: one.state,
      at: one.created_at,
    })),
  };
}

async function ownPage(
  deps: OwnDeps,
  { t, query: asked, person, tree, cookie }: Context<Own, unknown, z.output<typeof query>>,
): Promise<Reply> {
  const { account, made, areas, requests } = await readPage(deps, { person, tree });
  const facts = ownFacts({ person });
  const email = emailState(person.email, account);
  const back = noteFor(asked, email, facts.name);
  const note = back
    ? { kind: back.kind, text: t(back.text, back.params) }
    : asked.note && { kind: 'success', text: t('me.note.language') };
  return {
    view: 'me/own',
    data: {
      title: t('me.title'),
      ...facts,
      email,
      note,
      areas,
      requests,
      accountUrl: deps.accountUrl,
      away: made === undefined,
      passkey: passkeyOffer({ works: deps.passkeys, made, later: cookie(laterCookie) }, person.id),
      languages: locales.map((locale) => ({ locale, current: locale === person.locale })),
    },
  };
}

/** GET /me, and the two buttons on it that lead to Keycloak. */
export function ownRoutes(deps: OwnDeps): Route<Own, OwnRight>[] {
  return [
    route({ method: 'get', path: '/me', right: 'own', query, handler: (context) => ownPage(deps, context) }),
    route({
      method: 'post',
      path: '/me/email',
      right: 'own',
      handler: (context) => deps.beginAction(context, 'UPDATE_EMAIL'),
    }),
    route({
      method: 'post',
      path: '/me/password',
      right: 'own',
      handler: (context) => deps.beginAction(context, 'UPDATE_PASSWORD'),
    }),
  ];
}
