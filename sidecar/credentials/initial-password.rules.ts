import { AppError } from '../platform/errors.ts';
import { deriveSecret, type KeyRing, type SecretRef } from '../platform/secrets.ts';
import { type PasswordPolicy, policyNumber, policyProblems } from './password-policy.rules.ts';

/** No 0 O o 1 I i l: on paper they are taken for each other. */
export const letters = 'abcdefghjkmnpqrstuvwxyz';
export const digits = '23456789';
const symbols = letters + digits;
const groupLength = 4;
/** Four groups would be just below 80 bits. */
const fewestGroups = 5;
/** A policy that so many candidates in a row do not meet would cost more of the bits than there are to spare. */
const tries = 64;

/** Which derived candidate is the password: its shape, and the number of the first one that met the policy. Kept as text in the row. */
export type PasswordFormat = { groups: number; upper: number; candidate: number };
export type PasswordRef = SecretRef & { letterId: string; format: string };

const formatText = ({ groups, upper, candidate }: PasswordFormat): string =>
  `${groups}.${upper}.${candidate}`;

function formatOf(text: string): PasswordFormat {
  const [groups = 0, upper = 0, candidate = 0] = text.split('.').map(Number);
  return { groups, upper, candidate };
}

/** Bytes of one candidate, as many as are asked for. */
function* bytesOf(ring: KeyRing, { letterId, keyId, generation }: PasswordRef, candidate: number) {
  for (let block = 0; ; block += 1)
    yield* Buffer.from(
      deriveSecret(ring, `initial-password.${candidate}.${block}`, letterId, { keyId, generation }),
      'base64url',
    );
}

/** Symbols in equal shares: bytes beyond the last whole multiple of the alphabet are passed over. */
function symbolsFrom(bytes: Iterable<number>, count: number): string {
  const limit = 256 - (256 % symbols.length);
  let text = '';
  for (const byte of bytes) {
    if (byte < limit) text += symbols[byte % symbols.length];
    if (text.length === count) break;
  }
  return text;
}

/** Groups of four with hyphens, the first letters large; undefined for a candidate without digit or with too few letters for that. */
function candidateOf(ring: KeyRing, ref: PasswordRef, format: PasswordFormat): string | undefined {
  const text = symbolsFrom(bytesOf(ring, ref, format.candidate), format.groups * groupLength);
  if (/\d/.test(text.slice(0, format.upper)) || !/\d/.test(text)) return undefined;
  const plain = text.slice(0, format.upper).toUpperCase() + text.slice(format.upper);
  return plain.match(/.{4}/g)?.join('-');
}

/** The initial password of a letter; the same each time, and nowhere kept. */
export function initialPassword(ring: KeyRing, ref: PasswordRef): string {
  const password = candidateOf(ring, ref, formatOf(ref.format));
  if (!password) throw new Error(`letter ${ref.letterId} has a format that gives no password`);
  return password;
}

/** As many groups as fit; special characters are the hyphens between them. */
function shapeFor(policy: PasswordPolicy): Omit<PasswordFormat, 'candidate'> {
  const longest = policyNumber(policy, 'maxLength') ?? Number.POSITIVE_INFINITY;
  const shortest = policyNumber(policy, 'length') ?? 0;
  const special = policyNumber(policy, 'specialChars') ?? 0;
  const needed = Math.max(fewestGroups, special + 1, Math.ceil((shortest + 1) / (groupLength + 1)));
  const fitting = Math.floor((longest + 1) / (groupLength + 1));
  return { groups: Math.min(needed, fitting), upper: Math.max(1, policyNumber(policy, 'upperCase') ?? 1) };
}

/** Said as a complaint, too, for pages that show their form once more. */
const unmeetable = () =>
  new AppError('password_policy', {
    fields: [{ field: 'policy', text: 'platform.errors.password_policy.text' }],
  });

/**
 * How the password of a letter is made so that it meets the policy; fixed when it is issued, so that a later policy changes no
 * letter. Throws `password_policy` where no password of at least 80 bits that people can copy meets it.
 */
export function formatFor(ring: KeyRing, policy: PasswordPolicy, ref: Omit<PasswordRef, 'format'>): string {
  const shape = shapeFor(policy);
  if (shape.groups < fewestGroups || shape.upper > 4) throw unmeetable();
  let met = 0;
  for (let candidate = 0; met < tries && candidate < 16 * tries; candidate += 1) {
    const format = { ...shape, candidate };
    const password = candidateOf(ring, { ...ref, format: '' }, format);
    if (!password) continue;
    // A first password is compared with nothing that the person is called: 80 random bits are no name.
    if (policyProblems(policy, password, { username: '' }).length === 0) return formatText(format);
    met += 1;
  }
  throw unmeetable();
}
