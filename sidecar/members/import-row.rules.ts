import type { Area } from '../areas/area.ts';
import { readFact } from '../areas/fact.rules.ts';
import type { Role } from '../areas/role.ts';
import {
  areaColumn,
  type FieldName,
  type MemberCells,
  type MemberRecord,
  type Problem,
  problem,
} from './import.ts';
import type { NamedArea } from './import-areas.rules.ts';
import { fieldSchemas } from './import-row.schema.ts';

export type RowWords = {
  areas: readonly NamedArea[];
  findArea(text: string): Area | undefined;
  findRole(text: string): Role | undefined;
};
/** What a row says as far as it could be read; a record only where nothing is wrong. */
export type ReadRow = {
  fields: Partial<Record<FieldName, string>>;
  record?: MemberRecord;
  problems: Problem[];
};

function readFields(cells: MemberCells, problems: Problem[]): Partial<Record<FieldName, string>> {
  const fields: Partial<Record<FieldName, string>> = {};
  for (const field of Object.keys(fieldSchemas) as FieldName[]) {
    const found = cells[field];
    if (found === undefined) continue;
    const read = fieldSchemas[field].safeParse(found);
    if (read.success) fields[field] = read.data;
    else problems.push(problem(read.error.issues[0]?.message ?? 'characters', { column: field, found }));
  }
  for (const field of ['firstName', 'lastName'] as const) {
    if (cells[field] === undefined) problems.push(problem('required', { column: field }));
  }
  return fields;
}

type Wish = { areaId: string; role?: Role; column: string; found: string };

function readRole(words: RowWords, column: string, found: string, problems: Problem[]): Role | undefined {
  const role = words.findRole(found);
  if (!role) problems.push(problem('role', { column, found }));
  return role;
}

function readWishes(cells: MemberCells, words: RowWords, problems: Problem[]): Wish[] {
  const wishes: Wish[] = [];
  const { area: areaText, role: roleText } = cells;
  if (areaText === undefined) problems.push(problem('required', { column: 'area' }));
  const first = areaText === undefined ? undefined : words.findArea(areaText);
  if (areaText !== undefined && !first) problems.push(problem('area', { column: 'area', found: areaText }));
  const firstRole = roleText === undefined ? undefined : readRole(words, 'role', roleText, problems);
  if (first)
    wishes.push({
      areaId: first.id,
      column: 'role',
      found: roleText ?? '',
      ...(firstRole ? { role: firstRole } : {}),
    });
  for (const { area } of words.areas) {
    const column = areaColumn(area.id);
    const found = cells[column];
    const role = found === undefined ? undefined : readRole(words, column, found, problems);
    if (found !== undefined && role) wishes.push({ areaId: area.id, role, column, found });
  }
  return wishes;
}

/** One role an area: an area that is named twice must be given the same role both times. */
function mergeWishes(wishes: readonly Wish[], problems: Problem[]): MemberRecord['grants'] {
  const merged = new Map<string, { areaId: string; role?: Role }>();
  for (const { areaId, role, column, found } of wishes) {
    const before = merged.get(areaId);
    if (before?.role && role && before.role !== role) problems.push(problem('twoRoles', { column, found }));
    else
      merged.set(areaId, {
        areaId,
        ...((role ?? before?.role) ? { role: role ?? (before?.role as Role) } : {}),
      });
  }
  return [...merged.values()];
}

/** What a row grants, by its columns of areas and roles; what is wrong with them is added to the problems. */
export function readGrants(cells: MemberCells, words: RowWords, problems: Problem[]): MemberRecord['grants'] {
  return mergeWishes(readWishes(cells, words, problems), problems);
}

/** The day by which personnel systems say that something has no end. */
const never = /^(31\. ?12\. ?9999|9999-12-31)$/;

/** What a date's cell says, as `2026-05-31`; in a workbook it may be a real date, which is read as one. Empty is without an end. */
function readLastDay({ lastDay: found }: MemberCells, problems: Problem[]): string | undefined {
  if (found === undefined) return undefined;
  if (never.test(found.trim())) return '';
  const read = readFact({ key: 'lastDay', type: 'date' }, found);
  if ('problem' in read) problems.push({ text: read.problem, column: 'lastDay', found });
  return 'fact' in read && read.fact !== '' ? read.fact : undefined;
}

/** Reads one row by the rules of its columns; collects every problem, not the first only. */
export function readRow(cells: MemberCells, words: RowWords): ReadRow {
  const problems: Problem[] = [];
  const fields = readFields(cells, problems);
  const lastDay = readLastDay(cells, problems);
  const grants = readGrants(cells, words, problems);
  if (problems.length > 0) return { fields, problems };
  return {
    fields,
    problems,
    record: { ...fields, ...(lastDay === undefined ? {} : { lastDay }), grants } as MemberRecord,
  };
}
