import type { AdminScope } from '../areas/scope.ts';
import { addDays } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import { reasonOf, type Rejection } from './decide.rules.ts';
import { type DecideDeps, decideRequest, requireRequest } from './decide.service.ts';
import { readRejectModules } from './reject-module.store.ts';
import { readRequestSettings } from './settings.store.ts';

/**
 * *Ablehnen*: the applicant is told why, in their language, and when they may ask again. Throws as `decideRequest` does; `invalid_input`
 * where there is no reason.
 */
export async function rejectRequest(
  deps: DecideDeps,
  scope: AdminScope,
  id: string | undefined,
  rejection: Rejection,
): Promise<void> {
  const { area_id: areaId } = await requireRequest(deps.db, scope, id);
  const [modules, { againDays }] = await Promise.all([
    readRejectModules(deps.db, scope.tree, areaId),
    readRequestSettings(deps.db, scope.tree, areaId),
  ]);
  await decideRequest(deps, scope, id, {
    state: 'rejected',
    async run(_, person, now) {
      const reason = reasonOf(modules, rejection, storedLocale(person?.locale));
      const fields = [{ field: 'words', text: 'access-requests.decide.problem.noReason' }];
      if (!reason) throw new AppError('invalid_input', { fields });
      return { ending: { reason, againAt: addDays(now, againDays) }, events: [] };
    },
  });
}
