import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Route } from '../platform/http/route.ts';
import { type TextEditDeps, textEditRoutes } from './text-edit.routes.ts';
import { type TextHistoryDeps, textHistoryRoutes } from './text-history.routes.ts';
import { textListRoutes } from './text-list.routes.ts';

/** The pages where the company's words in mails are seen and changed. */
export function mailTextRoutes(deps: TextEditDeps & TextHistoryDeps): Route<AdminScope, Action>[] {
  return [...textListRoutes(deps), ...textEditRoutes(deps), ...textHistoryRoutes(deps)];
}
