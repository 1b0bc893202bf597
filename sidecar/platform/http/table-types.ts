/** Content types of the files that a table is downloaded as. */
export const tableTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
} as const;
export type TableFormat = keyof typeof tableTypes;
/** Some rows at a time, the titles first; whoever makes them is asked for more only when there is room. */
export type TableRows = AsyncIterable<readonly (readonly string[])[]>;
/** Makes a file of a table while it is sent; every cell is text, and those that a spreadsheet would run are made inert. */
export type StreamTable = (
  title: string,
  batches: TableRows,
  format: TableFormat,
) => AsyncIterable<Uint8Array>;
