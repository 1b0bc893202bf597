import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Route } from '../platform/http/route.ts';
import { letterAskRoutes } from './letter-ask.routes.ts';
import { type LetterListDeps, letterListRoutes } from './letter-list.routes.ts';
import { letterPersonRoutes } from './letter-person.routes.ts';
import { noWayBackRoutes } from './no-way-back.routes.ts';
import { type PrintDeps, printRoutes } from './print.routes.ts';

/** Everything that administrators do with letters. */
export function letterRoutes(deps: PrintDeps & LetterListDeps): Route<AdminScope, Action>[] {
  return [
    ...letterListRoutes(deps),
    ...letterAskRoutes(deps),
    ...noWayBackRoutes(deps),
    ...printRoutes(deps),
    ...letterPersonRoutes(deps),
  ];
}
