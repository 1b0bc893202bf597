import type { RegistrationDeps } from './deps.ts';
import { change, type Registration } from './registration.store.ts';
import { pageOf } from './registration.rules.ts';

/**
 * *Abbrechen*, as long as nothing was decided: what was typed is forgotten. An app's own sign-in goes back to Keycloak's login page;
 * one that we began ends on our page. Answers where the browser goes.
 */
export async function cancelRegistration(deps: RegistrationDeps, row: Registration): Promise<string> {
  const cancelled = await change(deps.db, row, ['started', 'sent', 'proven'], {
    state: 'cancelled',
    values: null,
    email: null,
    login: null,
    other: null,
    code_due: false,
    due_at: null,
  });
  if (!cancelled || cancelled.own_start || !cancelled.answer) return pageOf(row.id);
  return deps.errorAnswer(cancelled.answer, 'access_denied');
}
