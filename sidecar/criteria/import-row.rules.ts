import { readFact } from '../areas/fact.rules.ts';
import type { Facts, Field } from '../areas/field.ts';
import { readGrants, type RowWords } from '../members/import-row.rules.ts';
import {
  type Cells,
  type CriteriaRow,
  factColumn,
  lastDayColumn,
  type Mark,
  problem,
  type Problem,
} from './import.ts';
import { normaliseAll, type Rules } from './normalise.rules.ts';
import { keyFactsOf } from './record-key.rules.ts';

export type ReadRow = { record?: CriteriaRow; problems: Problem[]; marks: Mark[] };

function readCell(
  field: Pick<Field, 'key' | 'type'>,
  cells: Cells,
  column: string,
  problems: Problem[],
): string | undefined {
  const found = cells[column];
  if (found === undefined) return undefined;
  const read = readFact(field, found);
  if ('problem' in read) problems.push({ text: read.problem, column, found });
  return 'fact' in read && read.fact !== '' ? read.fact : undefined;
}

/** What may stand in only one row: the facts as they are compared, and the employee number by which a row is found again. */
function marksOf(rules: Rules, facts: Facts): Mark[] {
  const normal = normaliseAll(rules, facts);
  if (Object.keys(normal).length === 0) return [];
  const same: Mark = {
    mark: `facts ${JSON.stringify(normal)}`,
    text: 'criteria.import.problem.sameFacts',
    group: 'criteria.import.problem.sameFactsGroup',
  };
  const { employeeNumber: found } = keyFactsOf(facts);
  if (found === undefined || Object.keys(facts).length === 1) return [same];
  const number: Mark = {
    mark: `number ${normaliseAll({}, { found })['found']}`,
    column: factColumn('employeeNumber'),
    found,
    text: 'criteria.import.problem.sameNumber',
    group: 'criteria.import.problem.sameNumberGroup',
  };
  return [same, number];
}

/** Reads one row by the rules of its columns; collects every problem, not the first only. */
export function readCriteriaRow(
  fields: readonly Field[],
  rules: Rules,
  words: RowWords,
  cells: Cells,
): ReadRow {
  const problems: Problem[] = [];
  const facts: Record<string, string> = {};
  for (const field of fields) {
    const fact = readCell(field, cells, factColumn(field.key), problems);
    if (fact !== undefined) facts[field.key] = fact;
  }
  if (problems.length === 0 && Object.keys(facts).length === 0) problems.push(problem('noFact'));
  const lastDay = readCell({ key: lastDayColumn, type: 'date' }, cells, lastDayColumn, problems);
  const grants = readGrants(cells, words, problems);
  const marks = marksOf(rules, facts);
  if (problems.length > 0) return { problems, marks };
  return { problems, marks, record: { facts, grants, ...(lastDay ? { lastDay } : {}) } };
}
