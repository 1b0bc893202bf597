import type { MemberCells, MemberRecord, Problem, SecretRow } from './import.ts';
import { problem, warning } from './import.ts';
import type { TypedPasswords } from './newcomers.ts';
import { usernameBase, withoutNumber } from './username.rules.ts';

const column = 'initialPassword';
/** Longer ones nobody types, and hashing them would be work for nothing. */
const longest = 256;
/** So many are hashed side by side: other work of the process needs the remaining threads. */
const parallel = 2;

export type SealedRow = {
  number: number;
  record?: MemberRecord;
  problems: readonly Problem[];
  warnings: readonly Problem[];
};

/** What no keyboard gives: line breaks and other controls, blanks of other widths, invisible marks, half characters. */
const untypable = /(?! )[\p{Z}\p{C}]|\ufffd/u;

/** What speaks against the text itself, whatever the realm's rules are. */
function textProblems(typed: string): Problem[] {
  if (typed.length > longest) return [problem('passwordLong', { column, params: { count: longest } })];
  return untypable.test(typed) ? [problem('passwordCharacters', { column })] : [];
}

/** The user name as far as it is known: a proposal may still get a number, so that each number counts as the own one. */
function usernameOf({ username, firstName = '', lastName = '' }: MemberCells, typed: string): string {
  if (username) return username;
  const base = usernameBase(firstName, lastName);
  return withoutNumber(typed) === withoutNumber(base) ? typed : base;
}

async function sealRow(
  passwords: TypedPasswords,
  { number, cells, record, verdict, secrets }: SecretRow,
): Promise<SealedRow> {
  const fine = { number, problems: [], warnings: [] };
  // a keyboard gives composed letters, and Keycloak takes them as they come
  const typed = (secrets[column] ?? '').normalize('NFC');
  if (typed === '') return fine;
  if (verdict === 'changed' || verdict === 'unchanged')
    return { ...fine, warnings: [warning('passwordKept', { column })] };
  if (cells['email'] !== undefined)
    return verdict === 'new' ? { ...fine, warnings: [warning('passwordInvited', { column })] } : fine;
  const ofText = textProblems(typed);
  const problems =
    ofText.length > 0 ? ofText : await passwords.problems(typed, { username: usernameOf(cells, typed) });
  if (problems.length > 0) return { ...fine, problems: problems.map((each) => ({ ...each, column })) };
  if (!record || verdict !== 'new') return fine;
  const warnings = typed === typed.trim() ? [] : [warning('passwordBlanks', { column })];
  return { ...fine, warnings, record: { ...record, typedPassword: await passwords.hash(typed) } };
}

/**
 * Checks typed passwords by the realm's rules and hashes those that will count: of new people without an address. Whoever exists
 * or is invited keeps or chooses their own.
 */
export function passwordSealer(passwords: TypedPasswords) {
  return {
    async seal(rows: readonly SecretRow[]): Promise<SealedRow[]> {
      const sealed: SealedRow[] = [];
      const waiting = rows.values();
      const work = async (): Promise<void> => {
        for (const row of waiting) sealed.push(await sealRow(passwords, row));
      };
      await Promise.all(Array.from({ length: parallel }, work));
      return sealed;
    },
  };
}
