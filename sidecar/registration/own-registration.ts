import { AppError } from '../platform/errors.ts';
import type { Context } from '../platform/http/route.ts';
import type { RegistrationDeps } from './deps.ts';
import { findOwn, markOf, type Registration } from './registration.store.ts';
import type { Shown } from './shown.ts';

/** The registration of this browser, whatever became of it; of others nothing is known. */
export async function own(
  deps: Pick<RegistrationDeps, 'db' | 'cookieName'>,
  { params, cookie }: Context,
): Promise<Registration> {
  const secret = cookie(deps.cookieName);
  const row = secret ? await findOwn(deps.db, params['id'], markOf(secret)) : undefined;
  if (!row) throw new AppError('no_registration');
  return row;
}

export const shownIn = ({ locale, t }: Pick<Context, 'locale' | 't'>): Shown => ({ locale, t });
