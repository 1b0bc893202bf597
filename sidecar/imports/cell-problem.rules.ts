import { cellFault } from './cell.rules.ts';
import type { ImportCells, RowProblem } from './target.ts';

/** The cells of a row that nothing can be stored from, whatever their column: formulas without result or with an error. */
export function cellProblems(cells: ImportCells): RowProblem[] {
  return Object.entries(cells).flatMap(([column, found]) => {
    const fault = cellFault(found);
    return fault === undefined ? [] : [{ column, found, text: `imports.problem.${fault}` }];
  });
}
