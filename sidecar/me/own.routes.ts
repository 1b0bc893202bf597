import { z } from 'zod';
import type { Account, Directory } from '../keycloak/port.ts';
import { AppError } from '../platform/errors.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import type { Own, OwnRight } from '../members/own.ts';
import { emailState, noteFor, ownFacts } from './own-page.rules.ts';

export type OwnDeps = {
  directory: Pick<Directory, 'getUser'>;
  /** Sends the person to Keycloak for one change of their own account, and back to `/me`. */
  beginAction(context: Context<Own>, action: 'UPDATE_EMAIL' | 'UPDATE_PASSWORD'): Promise<Reply>;
};

const route = routesFor<Own, OwnRight>();

/** The page is worth showing while Keycloak is away; what only Keycloak knows is left out then. */
async function accountOf({ directory }: OwnDeps, userId: string | null): Promise<Account | undefined> {
  try {
    return userId === null ? undefined : await directory.getUser(userId);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'keycloak_unavailable') return undefined;
    throw thrown;
  }
}

/** GET /me, and the two buttons on it that lead to Keycloak. */
export function ownRoutes(deps: OwnDeps): Route<Own, OwnRight>[] {
  return [
    route({
      method: 'get',
      path: '/me',
      right: 'own',
      query: z.object({ action: z.string().optional(), outcome: z.string().optional() }),
      async handler({ t, query, person, tree }) {
        const facts = ownFacts({ person, tree });
        const email = emailState(person.email, await accountOf(deps, person.keycloakUserId));
        const note = noteFor(query, email, facts.name);
        const said = note && { kind: note.kind, text: t(note.text, note.params) };
        return { view: 'me/own', data: { title: t('me.title'), ...facts, email, note: said } };
      },
    }),
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
