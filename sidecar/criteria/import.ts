import type { Facts } from '../areas/field.ts';
import type { Role } from '../areas/role.ts';
import type { TextParams } from '../platform/errors.ts';

/** A row of a workbook after its rules: what is absent was empty, and an empty cell never clears anything. */
export type CriteriaRow = {
  facts: Facts;
  /** Without a role: member, where the record gives none in that area yet. */
  grants: readonly { areaId: string; role?: Role }[];
  /** The last day on which it counts, `YYYY-MM-DD`. */
  lastDay?: string;
};

/** The shapes below are what an import asks of a target; compose.ts hands the target over, so the compiler compares them. */
export type Shown = { text: string } | { key: string; params?: TextParams };
export type Problem = { column?: string; found?: string; text: string; params?: TextParams; group?: string };
export type Mark = { mark: string; column?: string; found?: string; text: string; group: string };
export type Change = { field: Shown; from?: Shown; to: Shown };
export type Cells = Readonly<Record<string, string>>;
export type NumberedRow = { number: number; sheetRow: number; record: CriteriaRow };

export const factColumn = (key: string): string => `fact:${key}`;
export const lastDayColumn = 'lastDay';

export function problem(text: string, details: Omit<Problem, 'text'> = {}): Problem {
  return { text: `criteria.import.problem.${text}`, ...details };
}

export function warning(text: string, details: Omit<Problem, 'text'> = {}): Problem {
  return { text: `criteria.import.warning.${text}`, ...details };
}
