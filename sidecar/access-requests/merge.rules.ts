import { can, canActOnIdentity, canGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { maySignIn, type MemberWithGrants } from '../members/member.ts';
import { deriveSecret, type KeyRing, lookupOf } from '../platform/secrets.ts';
import type { WantedGrant } from './decide.rules.ts';
import type { MergeState, RequestState, TimedGrant } from './request.table.ts';

/** `now`: nobody ever signed in with the other account; `ask`: its owner is asked by mail and confirms. */
export type MergeForm = 'now' | 'ask';
/** Why an account cannot be merged with that of an applicant. */
export type MergeBlock = 'self' | 'suspended' | 'identity' | 'noEmail' | 'applicantGrants';

type Other = Pick<MemberWithGrants, 'id' | 'state' | 'activatedAt' | 'email' | 'grants'>;
type Holder = Pick<MemberWithGrants, 'grants'>;

/** An account with grants may be deleted only by who may act on all of them. */
const mayDelete = ({ tree, actor }: AdminScope, { grants }: Holder): boolean =>
  grants.length === 0 || canActOnIdentity(tree, actor, grants);

/**
 * How this administrator may merge another account with that of an applicant, or why not. Nobody merges anything into their own. One of
 * the two accounts is deleted: the other one where nobody ever signed in with it, else that of the applicant.
 */
export function mergeForm(
  scope: AdminScope,
  applicant: Holder,
  other: Other,
): { form: MergeForm } | { block: MergeBlock } {
  if (other.id === scope.actor.memberId) return { block: 'self' };
  if (other.state === 'suspended') return { block: 'suspended' };
  if (other.activatedAt === null)
    return canActOnIdentity(scope.tree, scope.actor, other.grants) ? { form: 'now' } : { block: 'identity' };
  if (other.email === null) return { block: 'noEmail' };
  return mayDelete(scope, applicant) ? { form: 'ask' } : { block: 'applicantGrants' };
}

/** What a yes meets: everything as it is stored at that moment, held by the transaction. */
export type Asked = {
  merge: { state: MergeState; expiresAt: Date; grants: readonly WantedGrant[] };
  request: { id: string; state: RequestState; areaId: string };
  /** Undefined where they are deleted. */
  applicant: MemberWithGrants | undefined;
  existing: MemberWithGrants | undefined;
  /** Whoever asked, as what they may do now; undefined where they may do nothing any more. */
  scope: AdminScope | undefined;
};

/** Whether the manager who asked could still do it: their rights count at the moment of the yes. */
function stillMay({ merge, request, applicant, scope }: Asked): boolean {
  if (!scope || !applicant || !mayDelete(scope, applicant)) return false;
  const { tree, actor } = scope;
  return (
    can(tree, actor, 'requests.decide', request.areaId) &&
    merge.grants.every(({ areaId, role }) => canGrant(tree, actor, areaId, role))
  );
}

/** What becomes of a merge when the existing person says yes; a state other than `done` is told to them. */
export function answerTo(asked: Asked, now: Date): Exclude<MergeState, 'open'> {
  const { merge, request, applicant, existing } = asked;
  if (merge.state !== 'open') return merge.state;
  if (merge.expiresAt <= now) return 'expired';
  const there = applicant && applicant.state !== 'suspended' && existing && maySignIn(existing);
  return there && request.state === 'pending' && stillMay(asked) ? 'done' : 'cancelled';
}

/** Grants as a row keeps them. */
export function grantsOfMerge(grants: readonly TimedGrant[]): WantedGrant[] {
  return grants.map(({ endsAt, ...grant }) => ({
    ...grant,
    endsAt: endsAt === null ? null : new Date(endsAt),
  }));
}

/** An address that its owner knows again and nobody else learns: `k…@web.de`. */
export function veiled(email: string): string {
  const [name = '', domain = ''] = email.split('@');
  return `${/^./u.exec(name)?.[0] ?? ''}…@${domain}`;
}

/** Where the existing person answers. */
export const mergePath = '/me/merge';
const kind = 'merge';
/** So long may somebody think about it. */
export const mergeDays = 14;
/** A merge is asked once; another question is another row. */
const generation = 1;

/** The secret of its mail, derived again at every rendering. */
export function mergeSecret(ring: KeyRing, id: string, keyId: number): string {
  return deriveSecret(ring, kind, id, { keyId, generation });
}

/** What a new row keeps of it. */
export function newMergeSecret(ring: KeyRing, id: string): { key_id: number; lookup: Buffer } {
  const keyId = ring.current;
  return { key_id: keyId, lookup: lookupOf(ring, keyId, mergeSecret(ring, id, keyId)) };
}
