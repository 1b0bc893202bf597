import { isCommon } from './common-passwords.ts';
import {
  type PasswordPolicy,
  type PolicyPerson,
  type PolicyProblem,
  policyProblems,
} from './password-policy.rules.ts';

/** All that speaks against a password that an administrator typed for somebody; empty where it may be used. */
export async function typedProblems(
  policy: PasswordPolicy,
  password: string,
  person: PolicyPerson,
): Promise<PolicyProblem[]> {
  const common = (await isCommon(password)) ? [{ text: 'credentials.policy.common' }] : [];
  return [...policyProblems(policy, password, person), ...common];
}
