import type { Facts } from '../areas/field.ts';
import { type ComparedField, saysTheSame } from '../members/likeness.rules.ts';
import { fullName, type MemberWithGrants } from '../members/member.ts';
import { findMember, findMembers } from '../members/member.store.ts';
import { sees, visibleGrants } from '../members/person.rules.ts';
import { personLabels } from '../members/person.schema.ts';
import type { Db } from '../platform/db.ts';
import {
  type AskedFor,
  type Candidates,
  type FindRecords,
  type Likeness,
  likenesses,
  type MemberCandidate,
  type Viewer,
} from './candidate.ts';
import { readAlike } from './candidate.read-model.ts';
import { mergeForm } from './merge.rules.ts';

export type CandidateDeps = { db: Db; findRecords: FindRecords };

/** So many are shown of each kind. */
const mostShown = 5;
const weight: Readonly<Record<Likeness, number>> = { number: 4, email: 2, name: 1 };
const compared = ['firstName', 'lastName', 'email', 'employeeNumber'] as const;
type Identity = Record<(typeof compared)[number], string | null>;

/** What somebody says of themselves: as typed at the registration, else as their account has it. */
function identityOf(person: MemberWithGrants, facts: Facts | null): Identity {
  const { email, firstName, lastName, employeeNumber } = person;
  return {
    firstName: facts?.['firstName'] ?? firstName,
    lastName: facts?.['lastName'] ?? lastName,
    email,
    employeeNumber: facts?.['employeeNumber'] ?? employeeNumber,
  };
}

function compareIdentities({ t }: Viewer, theirs: Identity, ours: Identity): ComparedField[] {
  return compared.flatMap((key) => {
    const [a, b] = [theirs[key], ours[key]];
    if (a === null && b === null) return [];
    const same = key === 'email' ? a?.toLowerCase() === b?.toLowerCase() : saysTheSame(a ?? '', b ?? '');
    const differs = a !== null && b !== null && !same;
    return [{ key, label: t(personLabels[key]), theirs: a, ours: b, differs }];
  });
}

/** An applicant beside another account, field by field; what neither has is left out. */
export function compareMembers(
  viewer: Viewer,
  applicant: MemberWithGrants,
  facts: Facts | null,
  other: MemberWithGrants,
): ComparedField[] {
  return compareIdentities(viewer, identityOf(applicant, facts), identityOf(other, null));
}

function score(found: readonly Likeness[]): number {
  return found.reduce((sum, each) => sum + weight[each], 0);
}

function candidate(
  viewer: Viewer,
  applicant: MemberWithGrants,
  theirs: Identity,
  { member, found }: { member: MemberWithGrants; found: readonly Likeness[] },
): MemberCandidate {
  const way = mergeForm(viewer, applicant, member);
  return {
    memberId: member.id,
    name: fullName(member),
    username: member.username,
    state: member.state,
    likenesses: likenesses.filter((each) => found.includes(each)),
    fields: compareIdentities(viewer, theirs, identityOf(member, null)),
    ...visibleGrants(viewer, member.grants),
    merge: 'form' in way ? way.form : null,
  };
}

async function memberCandidates(
  db: Db,
  viewer: Viewer,
  applicant: MemberWithGrants,
  theirs: Identity,
): Promise<MemberCandidate[]> {
  const alike = await readAlike(db, applicant.id, theirs);
  const members = await findMembers(db, [...alike.keys()]);
  return [...alike]
    .flatMap(([id, found]) => {
      const member = members.get(id);
      return member && sees(viewer, member) ? [{ found, member }] : [];
    })
    .toSorted((a, b) => score(b.found) - score(a.found) || a.member.username.localeCompare(b.member.username))
    .slice(0, mostShown)
    .map((found) => candidate(viewer, applicant, theirs, found));
}

/**
 * Who the applicant may be already: accounts that this administrator may see and criteria records that they may act on, at most five of
 * each, the most alike first, field by field. Nothing is written. Empty for an applicant who is gone.
 */
export async function candidatesOf(
  { db, findRecords }: CandidateDeps,
  viewer: Viewer,
  { memberId, facts }: AskedFor,
): Promise<Candidates> {
  const applicant = await findMember(db, memberId);
  if (!applicant) return { members: [], records: [] };
  const theirs = identityOf(applicant, facts);
  const { firstName, lastName } = applicant;
  const [members, records] = await Promise.all([
    memberCandidates(db, viewer, applicant, theirs),
    findRecords(viewer, { facts, firstName, lastName }),
  ]);
  return { members, records: records.slice(0, mostShown) };
}
