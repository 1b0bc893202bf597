/**
 * What an experiment answers: a list of rows, or one object of names and values. A row with `ok: false` or an object with a
 * false `ok` is not as it must be; so is an experiment that throws.
 * @typedef {Record<string, unknown>} Row
 */

/** @param {unknown} figures @returns {Row[]} */
function rowsOf(figures) {
  if (Array.isArray(figures)) return figures;
  if (figures === null || typeof figures !== 'object') return [];
  return Object.entries(figures)
    .filter(([what]) => what !== 'ok')
    .map(([what, figure]) => ({
      what,
      figure: typeof figure === 'object' ? JSON.stringify(figure) : figure,
    }));
}

/** @param {any} value */
const shown = (value) => (value === true ? '✓' : value === false ? '✗' : String(value ?? ''));

/** A table of the figures. @param {unknown} figures @returns {string[]} */
export function figureLines(figures) {
  const rows = rowsOf(figures);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => shown(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  return cells.map((line) => `  ${line.map((cell, at) => cell.padEnd(widths[at])).join('  ')}`.trimEnd());
}

/** @param {unknown} figures */
export function wentWrong(figures) {
  if (Array.isArray(figures)) return figures.some((row) => row?.ok === false);
  return figures !== null && typeof figures === 'object' && 'ok' in figures && figures.ok === false;
}
