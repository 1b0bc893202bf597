import type { Role } from '../areas/role.ts';
import type { HashedCredential } from '../keycloak/port.ts';
import type { TextParams } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';

/** A row of a workbook after its rules: what is absent was empty, and an empty cell never clears anything. */
export type MemberRecord = {
  salutation?: string;
  firstName: string;
  lastName: string;
  email?: string;
  username?: string;
  /** The user name is our proposal: it serves a new account, and never finds or changes an existing one. */
  usernameProposed?: true;
  employeeNumber?: string;
  locale?: Locale;
  /** A first password that somebody typed, hashed when the row was read; it serves a new account without an address. */
  typedPassword?: HashedCredential;
  /** The last day of what the row grants, `2026-05-31`, empty for no end; without it ends stay as they are. */
  lastDay?: string;
  /** Without a role: member, where the person has no role in that area yet. */
  grants: readonly { areaId: string; role?: Role }[];
};

/** The shapes below are what an import asks of a target; app.ts hands the target over, so the compiler compares them. */
export type Shown = { text: string } | { key: string; params?: TextParams };
export type Problem = { column?: string; found?: string; text: string; params?: TextParams; group?: string };
export type Mark = { mark: string; column?: string; found?: string; text: string; group: string };
export type Change = { field: Shown; from?: Shown; to: Shown };
export type MemberCells = Readonly<Record<string, string>>;
export type SecretRow = {
  number: number;
  cells: MemberCells;
  record: MemberRecord | undefined;
  verdict: 'new' | 'changed' | 'unchanged' | 'blocked';
  secrets: MemberCells;
};
export type RecordRow = { number: number; sheetRow: number; record: MemberRecord };

const fieldNames = [
  'salutation',
  'firstName',
  'lastName',
  'email',
  'username',
  'employeeNumber',
  'locale',
] as const;
export type FieldName = (typeof fieldNames)[number];
export type ColumnKey = FieldName | 'area' | 'role' | 'lastDay' | 'initialPassword';

/** The column of one area; its id binds, because names change. */
export function areaColumn(areaId: string): string {
  return `area:${areaId}`;
}

export function problem(text: string, details: Omit<Problem, 'text'> = {}): Problem {
  return { text: `members.import.problem.${text}`, ...details };
}

export function warning(text: string, details: Omit<Problem, 'text'> = {}): Problem {
  return { text: `members.import.warning.${text}`, ...details };
}
