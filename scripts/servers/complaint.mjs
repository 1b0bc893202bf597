/** An error whose message is for the person at the terminal: printed as it is, without a stack. */
export class Complaint extends Error {
  /** @param {string} message what is wrong and what to do @param {string[]} [details] further lines, e.g. of a log */
  constructor(message, details = []) {
    super(message);
    this.name = 'Complaint';
    this.details = details;
  }
}

/** The lines to print for any error: a Complaint's own words, else the stack. @param {unknown} error @returns {string[]} */
export function errorLines(error) {
  if (error instanceof Complaint)
    return [
      `✗ ${error.message}`,
      ...error.details.map((line) => `    ${line.length > 300 ? `${line.slice(0, 300)} …` : line}`),
    ];
  return [`✗ ${error instanceof Error ? error.stack : String(error)}`];
}
