import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Route } from '../platform/http/route.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { comparisonRoutes } from './comparison.routes.ts';
import { fieldAreaRoutes } from './field-areas.routes.ts';
import { fieldFormRoutes } from './field-form.routes.ts';
import { fieldListRoutes } from './field-list.routes.ts';

export type FieldsDeps = {
  db: Db;
  ring: KeyRing;
  clock: Clock;
  /** There is something to check or to hash anew. */
  nudgeRules(): Promise<void>;
};

/** The network's fields: what is known of people, how it is compared, and where it is asked for. */
export function fieldRoutes(deps: FieldsDeps): Route<AdminScope, Action>[] {
  return [
    ...fieldListRoutes(deps),
    ...comparisonRoutes(deps),
    ...fieldAreaRoutes(deps),
    ...fieldFormRoutes(deps),
  ];
}
