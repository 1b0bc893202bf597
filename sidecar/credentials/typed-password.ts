import { isCommon } from './common-passwords.ts';
import { hashTyped } from './password-hash.ts';
import {
  type PasswordPolicy,
  type PolicyPerson,
  type PolicyProblem,
  policyProblems,
} from './password-policy.rules.ts';
import { readPolicy } from './policy.store.ts';
import type { TypedPasswords } from '../members/newcomers.ts';
import type { Db } from '../platform/db.ts';

/** All that speaks against a password that an administrator typed for somebody; empty where it may be used. */
export async function typedProblems(
  policy: PasswordPolicy,
  password: string,
  person: PolicyPerson,
): Promise<PolicyProblem[]> {
  const common = (await isCommon(password)) ? [{ text: 'credentials.policy.common' }] : [];
  return [...policyProblems(policy, password, person), ...common];
}

/** Checks and hashes by the realm's policy as it is now. */
export async function typedPasswords(db: Db): Promise<TypedPasswords> {
  const policy = await readPolicy(db);
  return {
    problems: (password, person) => typedProblems(policy, password, person),
    hash: (password) => hashTyped(password, policy),
  };
}
