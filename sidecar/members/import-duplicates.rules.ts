import { type FieldName, type Problem, problem } from './import.ts';
import { comparable } from './import-areas.rules.ts';
import type { ReadRow } from './import-row.rules.ts';

export type PlacedRow = ReadRow & { number: number; sheetRow: number };

const unique: readonly FieldName[] = ['employeeNumber', 'email', 'username'];

/** What may stand in one row of a file only: each key, and the name where there is no key. */
function marks({ fields }: PlacedRow): { mark: string; text: string; column: string; found: string }[] {
  const keys = unique.flatMap((field) => {
    const value = fields[field];
    return value === undefined
      ? []
      : [{ mark: `${field}:${value}`, text: 'duplicate', column: field, found: value }];
  });
  const name = comparable(`${fields.firstName ?? ''} ${fields.lastName ?? ''}`);
  if (keys.length > 0 || name === '') return keys;
  return [{ mark: `name:${name}`, text: 'duplicateName', column: 'lastName', found: fields.lastName ?? '' }];
}

/** Rows that say they are somebody whom another row is already; each names the others. By row number. */
export function duplicates(rows: readonly PlacedRow[]): Map<number, Problem[]> {
  const places = new Map<string, PlacedRow[]>();
  for (const row of rows) {
    for (const { mark } of marks(row)) {
      const same = places.get(mark);
      if (same) same.push(row);
      else places.set(mark, [row]);
    }
  }
  const found = new Map<number, Problem[]>();
  for (const row of rows) {
    for (const { mark, text, column, found: value } of marks(row)) {
      const others = (places.get(mark) ?? []).filter(({ number }) => number !== row.number);
      if (others.length === 0) continue;
      const named = others
        .slice(0, 5)
        .map(({ sheetRow }) => sheetRow)
        .join(', ');
      const list = found.get(row.number) ?? [];
      list.push(
        problem(text, { column, found: value, params: { rows: others.length > 5 ? `${named} …` : named } }),
      );
      found.set(row.number, list);
    }
  }
  return found;
}
