/** What Node says of a server that is not there, does not answer or breaks off. */
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * PostgreSQL's classes of states behind which the same statement succeeds later: connection, a transaction rolled back for the sake
 * of others (deadlock), out of connections or room, a lock not granted, ended by a limit or by an administrator (PostgreSQL,
 * appendix A).
 */
const passing = /^(08...|40...|53...|55P03|57014|57P0[1-5])$/;

/** What the driver says without a code: a connection that broke off, and a pool from which none came in time. */
const driver =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether this is the database's passing trouble: nothing was stored, and trying again helps. */
export function isDatabaseFault(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? network.has(code) || passing.test(code) : driver.test(String(message));
}
