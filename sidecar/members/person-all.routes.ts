import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Route } from '../platform/http/route.ts';
import { personAddRoutes } from './person-add.routes.ts';
import { personEditRoutes } from './person-edit.routes.ts';
import type { PersonPageDeps } from './person-page.ts';
import { personRoutes } from './person.routes.ts';

/** People by hand; fixed addresses come before `/admin/members/:id`. */
export function peopleRoutes(deps: PersonPageDeps): Route<AdminScope, Action>[] {
  return [...personAddRoutes(deps), ...personEditRoutes(deps), ...personRoutes(deps)];
}
