import type { ImportCells, ImportTarget } from './target.ts';

/** The target for a file whose rows get these cells where their own are empty; their columns need not be there. */
export function withDefaults(target: ImportTarget, defaults: ImportCells | null): ImportTarget {
  if (!defaults) return target;
  return {
    ...target,
    async columns(db, scope) {
      const columns = await target.columns(db, scope);
      return columns.map((column) => (column.key in defaults ? { ...column, required: false } : column));
    },
    async reader(scope, db) {
      const read = await target.reader(scope, db);
      return (cells) => read({ ...defaults, ...cells });
    },
  };
}
