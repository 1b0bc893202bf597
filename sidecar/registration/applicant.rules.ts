import type { Applicant, Decision } from '../members/decision.ts';
import type { Registered } from '../members/registered.service.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Registration } from './registration.store.ts';

/** Who asks, as the row says. */
export function applicantOf(row: Registration): Applicant {
  return {
    registrationId: row.id,
    facts: row.values ?? {},
    email: row.email,
    memberId: row.account_member_id,
    visitor: row.visitor,
    accessLinkId: row.access_link_id,
    accessLinkGeneration: row.access_link_generation,
    areaId: row.area_id,
    request: row.request?.origin ?? null,
    released: row.state === 'held',
  };
}

/** Where neither the evidence nor the form had a name; administrators see it in the list and fill it in. */
const nameless = 'N.';

/**
 * Who is let in. The names of the evidence count before what was typed, because the company wrote them; a number counts only from
 * the evidence, so that nobody takes somebody else's by typing it.
 */
export function personOf(
  row: Pick<Registration, 'values' | 'email' | 'locale'>,
  { names = {}, grants, origin }: Pick<Extract<Decision, { kind: 'admit' }>, 'names' | 'grants' | 'origin'>,
): Registered {
  const typed = row.values ?? {};
  const nameOf = (key: string): string => names[key] ?? typed[key] ?? nameless;
  const { employeeNumber } = names;
  return {
    firstName: nameOf('firstName'),
    lastName: nameOf('lastName'),
    email: row.email ?? '',
    ...(employeeNumber ? { employeeNumber } : {}),
    locale: storedLocale(row.locale),
    origin,
    grants,
  };
}
