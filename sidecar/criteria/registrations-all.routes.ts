import type { Action } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Route } from '../platform/http/route.ts';
import { probeRoutes } from './probe.routes.ts';
import { recordActRoutes } from './record-act.routes.ts';
import type { RecordDeps } from './record-change.service.ts';
import { type RecordExportDeps, recordExportRoutes } from './record-export.routes.ts';
import { recordFormRoutes } from './record-form.routes.ts';
import { type RecordListDeps, recordListRoutes } from './record-list.routes.ts';
import { recordRoutes } from './record.routes.ts';

/** The pages below *Registrierungen*; those of one record last, because their addresses take any word. */
export function registrationPages(
  deps: RecordDeps & RecordListDeps & RecordExportDeps,
): Route<AdminScope, Action>[] {
  return [
    ...recordListRoutes(deps),
    ...recordExportRoutes(deps),
    ...recordActRoutes(deps),
    ...probeRoutes(deps),
    ...recordFormRoutes(deps),
    ...recordRoutes(deps),
  ];
}
