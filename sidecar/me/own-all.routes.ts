import type { Own, OwnRight } from '../members/own.ts';
import type { OwnLocaleDeps } from '../members/own-locale.service.ts';
import type { Route } from '../platform/http/route.ts';
import { type FactDeps, factRoutes } from './facts.routes.ts';
import { languageRoutes } from './language.routes.ts';
import { type OwnDeps, ownRoutes } from './own.routes.ts';
import { type PasskeyDeps, passkeyRoutes } from './passkey.routes.ts';
import { type SessionRouteDeps, sessionRoutes } from './sessions.routes.ts';

type Deps = OwnDeps & PasskeyDeps & SessionRouteDeps & OwnLocaleDeps & FactDeps;

/** Every page of one's own account. */
export function ownPages(deps: Deps): Route<Own, OwnRight>[] {
  return [
    ...ownRoutes(deps),
    ...passkeyRoutes(deps),
    ...sessionRoutes(deps),
    ...languageRoutes(deps),
    ...factRoutes(deps),
  ];
}
