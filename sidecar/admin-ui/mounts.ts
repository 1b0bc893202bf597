import type { Request } from 'express';
import type { AreaTree } from '../areas/area.ts';
import { type Action, type Actor, areasFor } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { localeOf, type Mount } from '../platform/http/mount.ts';
import type { Texts } from '../platform/i18n.ts';
import { type Frame, type NavCounts, navigation } from './frame.rules.ts';
import { signedInUser } from './sign-in.routes.ts';

export type AdminMountDeps = {
  frame(request: Request): Frame | Promise<Frame>;
  texts: Texts;
  readTree(): Promise<AreaTree>;
  /** Who is behind this Keycloak account, as the database says now. */
  actorFor(userId: string): Promise<Actor | undefined>;
  /** What waits for this administrator, asked for every page. */
  waiting(scope: AdminScope): Promise<NavCounts>;
};

export function publicMount(frame: AdminMountDeps['frame']): Mount<object, never> {
  return {
    layout: 'admin-ui/public',
    open: async () => ({}),
    frame: async ({ request }) => ({ ...(await frame(request)) }),
  };
}

/**
 * Admin pages: signed in, managing at least one area, and holding the route's right in at least one; which objects that
 * covers, the handlers decide by the same policy.
 */
export function adminMount(deps: AdminMountDeps): Mount<AdminScope, Action> {
  return {
    layout: 'admin-ui/admin',
    async open(request, { right }) {
      const [actor, tree] = await Promise.all([deps.actorFor(signedInUser(request)), deps.readTree()]);
      if (!actor || areasFor(tree, actor, 'members.read').length === 0)
        throw new AppError('not_an_administrator');
      if (right !== 'public' && areasFor(tree, actor, right).length === 0) throw new AppError('forbidden');
      return { actor, tree };
    },
    async frame({ request, actor, tree }) {
      const t = deps.texts.translate(localeOf(request));
      const may = (right: Action) => areasFor(tree, actor, right).length > 0;
      const nav = navigation(request.path, t, may, await deps.waiting({ actor, tree }));
      return { ...(await deps.frame(request)), nav, actor: { name: actor.name } };
    },
  };
}
