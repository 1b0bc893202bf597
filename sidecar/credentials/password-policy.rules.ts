import type { FieldError } from '../platform/errors.ts';

/** One rule of the realm's policy: `length(12)` is `{ id: 'length', value: '12' }`. */
export type PolicyRule = { id: string; value: string };
export type PasswordPolicy = readonly PolicyRule[];
/** Whose password it is; some rules forbid what is known of the person. */
export type PolicyPerson = { username: string; email?: string | null };
export type PolicyProblem = Pick<FieldError, 'text' | 'params'>;

/** Reads Keycloak's `passwordPolicy` text. */
export function parsePolicy(text: string): PasswordPolicy {
  return text
    .split(' and ')
    .map((part) => /^\s*(\w+)(?:\((.*)\))?\s*$/s.exec(part))
    .flatMap((match) => (match?.[1] ? [{ id: match[1], value: match[2] ?? '' }] : []));
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;
const numberOf = (value: string, usual: number): number => {
  const number = Number.parseInt(value, 10);
  return Number.isNaN(number) ? usual : number;
};
const contains = (password: string, part: string | null | undefined): boolean =>
  !!part && password.toLowerCase().includes(part.toLowerCase());
const equals = (password: string, other: string | null | undefined): boolean =>
  !!other && password.toLowerCase() === other.toLowerCase();

type Check = (password: string, value: string, person: PolicyPerson) => boolean;
type Rule = { holds: Check; usual?: number };

const atLeast =
  (what: RegExp): Check =>
  (password, value) =>
    count(password, what) >= numberOf(value, 1);

/** Each rule as Keycloak 26.7 means it; rules about earlier passwords and age cannot be broken by a first one. */
const rules: Readonly<Record<string, Rule>> = {
  length: { usual: 8, holds: (password, value) => password.length >= numberOf(value, 8) },
  maxLength: { usual: 64, holds: (password, value) => password.length <= numberOf(value, 64) },
  digits: { usual: 1, holds: atLeast(/\d/gu) },
  upperCase: { usual: 1, holds: atLeast(/\p{Lu}/gu) },
  lowerCase: { usual: 1, holds: atLeast(/\p{Ll}/gu) },
  specialChars: { usual: 1, holds: atLeast(/[^\p{L}\p{Nd}]/gu) },
  notUsername: { holds: (password, _value, { username }) => !equals(password, username) },
  notContainsUsername: { holds: (password, _value, { username }) => !contains(password, username) },
  notEmail: { holds: (password, _value, { email }) => !equals(password, email) },
  regexPattern: { holds: (password, value) => matches(password, value) },
};

/** A pattern of Java's that JavaScript does not know is left to Keycloak. */
function matches(password: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(password);
  } catch {
    return true;
  }
}

/** What speaks against this password by the realm's policy, in words for whoever typed it; empty where it may be used. */
export function policyProblems(
  policy: PasswordPolicy,
  password: string,
  person: PolicyPerson,
): PolicyProblem[] {
  return policy.flatMap(({ id, value }) => {
    const rule = rules[id];
    if (!rule || rule.holds(password, value, person)) return [];
    const text = `credentials.policy.${id}`;
    return [rule.usual === undefined ? { text } : { text, params: { count: numberOf(value, rule.usual) } }];
  });
}

/** The number that a rule names, `undefined` where the policy does not have it. */
export function policyNumber(policy: PasswordPolicy, id: string): number | undefined {
  const rule = policy.find((one) => one.id === id);
  return rule && numberOf(rule.value, rules[id]?.usual ?? 0);
}
