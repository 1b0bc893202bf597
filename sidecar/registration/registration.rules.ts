import type { Member } from '../members/member.ts';
import type { Registration } from './registration.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { OtherSession, PendingAnswer, RegistrationState } from './registration.table.ts';

/** As long as the person still acts; Keycloak's own page would be gone at 30 minutes (keycloak.md). */
export const openStates: readonly RegistrationState[] = ['started', 'sent', 'proven'];
export const registrationSeconds = 25 * 60;
/** A little longer than Keycloak's page for the password stays open after the last moment. */
export const cookieSeconds = 2 * 3600;

export const codeSeconds = 600;
export const codeTries = 5;
/** First mail, resends and mails to another address together. */
export const codeMails = 4;
export const resendSeconds = 60;

/** Address of a registration's page. */
export const pageOf = (id: string): string => `/registration/${id}`;

/** Keycloak gives up the sign-ins of a browser's other tabs a minute after somebody came in (seen on 26.7.4). */
const givenUpSeconds = 50;

/** Whether the app's sign-in that this registration answers is lost, because somebody else came in meanwhile. */
export function waitsInVain(other: Pick<OtherSession, 'since'>, now: Date): boolean {
  return addSeconds(new Date(other.since), givenUpSeconds) <= now;
}

/**
 * What names one attempt at Keycloak in the `state` that it sends: the tab, its second part, which stays the same when Keycloak
 * starts its page anew and differs for whoever begins another sign-in.
 */
export function attemptOf(state: string | undefined): string | undefined {
  const parts = state?.split('.') ?? [];
  return parts.length >= 3 && parts[1] ? `tab ${parts[1]}` : state && `state ${state}`;
}

/** The state as it counts now: who did not finish in time has to begin anew, also before the sweep has said so. */
export function stateAt(row: Pick<Registration, 'state' | 'expires_at'>, now: Date): RegistrationState {
  return openStates.includes(row.state) && row.expires_at <= now ? 'expired' : row.state;
}

/** What the person still acts on: the steps before the decision, and the way in after it. */
export function actsAt(row: Pick<Registration, 'state' | 'expires_at'>, now: Date): boolean {
  const state = stateAt(row, now);
  return openStates.includes(state) || state === 'ready' || state === 'done';
}

type Opening = Pick<Registration, 'created_at' | 'account_member_id' | 'released_at' | 'link_removed_at'>;
/**
 * Whether the broker still lets this browser in: as long as its cookie would last, and only as the first way into a new account. Once its
 * person is in, their password opens it, and whoever comes to that computer next must not find another door.
 */
export function opensDoor(row: Opening, member: Pick<Member, 'state' | 'activatedAt'>, now: Date): boolean {
  if (row.account_member_id !== null || row.released_at !== null || row.link_removed_at !== null)
    return false;
  if (member.state === 'suspended' || member.activatedAt !== null) return false;
  return addSeconds(row.created_at, cookieSeconds) > now;
}

/** The part of a request that its answer needs. */
export function pendingAnswer(request: {
  state?: string | undefined;
  nonce?: string | undefined;
  codeChallenge: string;
  redirectUri: string;
}): PendingAnswer {
  const { state, nonce, codeChallenge, redirectUri } = request;
  return {
    codeChallenge,
    redirectUri,
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
  };
}
