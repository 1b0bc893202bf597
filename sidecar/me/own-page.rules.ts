import type { GrantReason } from '../audit/why.read-model.ts';
import type { Account, Passkey } from '../keycloak/port.ts';
import { areaLabel } from '../members/person-form.rules.ts';
import { fullName } from '../members/member.ts';
import type { Own } from '../members/own.ts';
import { toldEnd } from '../platform/day.rules.ts';
import { laterMark, onlyFirst, registerPasskey } from './passkey.rules.ts';

/** How the e-mail stands: Keycloak knows, and where it does not answer our own record says at least which one it is. */
export type EmailState = {
  address: string | null;
  pending?: string;
  state: 'none' | 'verified' | 'unverified' | 'unknown';
  action: 'add' | 'change' | 'again';
};

export function emailState(ours: string | null, account: Account | undefined): EmailState {
  const address = account ? (account.email ?? null) : ours;
  const pending = account?.pendingEmail;
  const known = account?.emailVerified ? 'verified' : 'unverified';
  return {
    address,
    ...(pending ? { pending } : {}),
    state: address === null ? 'none' : account ? known : 'unknown',
    action: pending ? 'again' : address === null ? 'add' : 'change',
  };
}

export type Note = { kind: 'success' | 'info' | 'warning'; text: string; params: Record<string, string> };

const calm = (text: string, params: Record<string, string> = {}): Note => ({ kind: 'info', text, params });

/** What to say of a change at Keycloak that the person just came back from; undefined where the page itself says it. */
export function noteFor(
  { action, outcome }: { action?: string | undefined; outcome?: string | undefined },
  email: EmailState,
  name: string,
): Note | undefined {
  if (!outcome) return undefined;
  if (outcome === 'otherAccount') return { kind: 'warning', text: 'me.note.otherAccount', params: { name } };
  if (outcome === 'cancelled') return calm('me.note.cancelled');
  if (outcome !== 'success') return { kind: 'warning', text: 'me.note.error', params: {} };
  if (action === registerPasskey || action === onlyFirst)
    return { kind: 'success', text: 'me.note.passkeyAdded', params: {} };
  if (action === 'UPDATE_PASSWORD') return { kind: 'success', text: 'me.note.passwordChanged', params: {} };
  if (email.pending) return calm('me.note.emailWaiting', { email: email.pending });
  // Keycloak calls it a success, too, when the field was sent empty.
  return calm(email.address === null ? 'me.note.emailNone' : 'me.note.emailKept');
}

/** My areas and why: how and when each came and until when; who gave it is the business of those who manage. */
export function ownAreas({ tree }: Pick<Own, 'tree'>, reasons: readonly GrantReason[]) {
  return reasons.map(({ areaId, areaName, role, origin, at, endsAt }) => {
    const area = tree.byId(areaId);
    return {
      area: area ? areaLabel(tree.areas, area) : areaName,
      role,
      how: waysIn.find((way) => way === origin) ?? 'other',
      at,
      endsAt: endsAt && toldEnd(endsAt),
    };
  });
}

/** Ways in which a grant can have come that are worth a sentence of their own. */
const waysIn = ['manual', 'import', 'invitation', 'criteria', 'accessLink', 'request', 'merge'] as const;

/** Whether and how a passkey is offered: `made` are those there are, undefined while Keycloak is away; `later` is the cookie's mark. */
export function passkeyOffer(
  { works, made, later }: { works: boolean; made: readonly Passkey[] | undefined; later: string | undefined },
  memberId: string,
) {
  if (!works || !made) return undefined;
  return { made, first: made.length === 0, card: made.length === 0 && later !== laterMark(memberId) };
}

/** Who I am, as my own page says it. */
export const ownFacts = ({ person }: Pick<Own, 'person'>) => ({
  name: fullName(person),
  username: person.username,
});
