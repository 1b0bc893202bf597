import { z } from 'zod';
import type { Own, OwnRight } from '../members/own.ts';
import { type Context, type Reply, type Route, routesFor } from '../platform/http/route.ts';
import { unlessAway } from './away.ts';
import { ownSessions } from './sessions.rules.ts';
import { type Asking, endOtherSessions, endOwnSession, type SessionDeps } from './sessions.service.ts';

export type SessionRouteDeps = SessionDeps & {
  /** Keycloak's id of the session that this browser is signed in with. */
  currentSid(request: Context['request']): string | undefined;
  /** The account whose session it is. */
  signedInUser(request: Context['request']): string;
};

const route = routesFor<Own, OwnRight>();
const path = '/me/sessions';

const asking = (deps: SessionRouteDeps, { person, request }: Context<Own>): Asking => ({
  memberId: person.id,
  userId: deps.signedInUser(request),
  currentSid: deps.currentSid(request),
});

async function sessionsPage(
  deps: SessionRouteDeps,
  context: Context<Own, unknown, { note?: string | undefined }>,
): Promise<Reply> {
  const { t, query } = context;
  const { userId, currentSid } = asking(deps, context);
  const found = await unlessAway(deps.directory.sessionsOf(userId));
  const names = { 'einlass-me': t('me.title'), 'einlass-admin': t('me.sessions.admin') };
  const sessions = found && ownSessions(found, currentSid, names);
  // Without this browser's among them nobody can say which are the others.
  const known = sessions?.some(({ current }) => current) ?? false;
  const data = {
    title: t('me.sessions.title'),
    note: query.note,
    away: !sessions,
    sessions: sessions?.map(({ apps, ...session }) => ({ ...session, apps: apps.join(', ') })),
    several: known && sessions && sessions.length > 1,
    alone: known && sessions?.length === 1,
  };
  return { view: 'me/sessions', data };
}

/** Where I am signed in, and an end to it. */
export function sessionRoutes(deps: SessionRouteDeps): Route<Own, OwnRight>[] {
  return [
    route({
      method: 'get',
      path,
      right: 'own',
      query: z.object({ note: z.enum(['ended', 'none']).optional().catch(undefined) }),
      handler: (context) => sessionsPage(deps, context),
    }),
    route({
      method: 'post',
      path: `${path}/end-others`,
      right: 'own',
      async handler(context) {
        const ended = await endOtherSessions(deps, asking(deps, context));
        return { redirect: `${path}?note=${ended > 0 ? 'ended' : 'none'}` };
      },
    }),
    route({
      method: 'post',
      path: `${path}/:sid/end`,
      right: 'own',
      async handler(context) {
        await endOwnSession(deps, asking(deps, context), context.params['sid'] ?? '');
        return { redirect: `${path}?note=ended` };
      },
    }),
  ];
}
