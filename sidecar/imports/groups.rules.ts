import type { RowProblem } from './target.ts';

export type GroupKind = 'problem' | 'warning';
export type GroupPlace = { sheetRow: number; found: string };
/** One repair action: what is wrong or surprising, in how many rows, and where first. */
export type Group = {
  code: number;
  kind: GroupKind;
  example: RowProblem;
  rows: number;
  places: GroupPlace[];
};
/** Which row belongs to which group. */
export type Placed = { code: number; number: number };

/** Codes of the rows with any warning and of those with each verdict; the groups are counted from 1. */
export const setCodes = { warned: 0, new: -1, changed: -2, unchanged: -3, blocked: -4 } as const;
const shownPlaces = 5;

/** Sorts problems and warnings into groups while rows come by; it grows with the kinds of problem, not with the rows. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  add(
    row: { number: number; sheetRow: number },
    problems: readonly RowProblem[],
    warnings: readonly RowProblem[],
  ): Placed[] {
    const codes = new Set<number>();
    const note = (kind: GroupKind, problem: RowProblem): void => {
      const group = this.#groupOf(kind, problem);
      if (codes.has(group.code)) return;
      codes.add(group.code);
      group.rows += 1;
      if (group.places.length < shownPlaces)
        group.places.push({ sheetRow: row.sheetRow, found: problem.found ?? '' });
    };
    for (const problem of problems) note('problem', problem);
    for (const warning of warnings) note('warning', warning);
    if (warnings.length > 0) codes.add(setCodes.warned);
    return [...codes].map((code) => ({ code, number: row.number }));
  }

  #groupOf(kind: GroupKind, { column, text, group: heading, params }: RowProblem): Group {
    const example: RowProblem = {
      text: heading ?? text,
      ...(column === undefined ? {} : { column }),
      ...(heading === undefined && params ? { params } : {}),
    };
    const key = JSON.stringify([kind, example.text, column, example.params]);
    let group = this.#groups.get(key);
    if (!group) {
      group = { code: this.#groups.size + 1, kind, example, rows: 0, places: [] };
      this.#groups.set(key, group);
    }
    return group;
  }

  list(): Group[] {
    return [...this.#groups.values()];
  }
}
