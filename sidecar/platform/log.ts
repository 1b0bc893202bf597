import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Keys that could carry a name, an address or a secret; they never reach a log line. */
export const redactedKeys = [
  'email', 'to', 'toAddress', 'firstName', 'lastName', 'name', 'username', 'employeeNumber', 'salutation', 'password', 'secret',
  'token', 'access_token', 'id_token', 'refresh_token', 'code', 'handle', 'link', 'cookie', 'authorization', 'set-cookie', 'body',
] as const; // biome-ignore format: a list to read, not a column

const paths = redactedKeys.flatMap((key) => {
  const quoted = key.includes('-') ? `["${key}"]` : key;
  return key.includes('-')
    ? [quoted, `*${quoted}`, `*.*${quoted}`]
    : [quoted, `*.${quoted}`, `*.*.${quoted}`];
});

/** A thrown thing as log fields: message and stack lines without the values that PostgreSQL or Keycloak put into `detail`. */
export function errorFields(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
  const frames = (thrown.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: thrown.name,
    message: withoutPersonal(thrown.message),
    ...(typeof code === 'string' ? { reason: code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: frames.slice(0, 8).join('\n'),
    ...(thrown.cause === undefined ? {} : { cause: errorFields(thrown.cause) }),
  };
}

const mailAddress = /[^\s<>"'=:,;(]+@[^\s<>"',;)]+/g;
const linkSecret = /\/(i|l)\/[A-Za-z0-9_-]{20,}/g;

/** Blanks mail addresses and link secrets inside free text of foreign error messages. */
export function withoutPersonal(text: string): string {
  return text.replace(mailAddress, '[address]').replace(linkSecret, '/$1/[secret]');
}

/** The process's logger: JSON lines, redacted by key, errors by `errorFields`. */
export function openLog(level: string, process: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: { process },
    redact: { paths, censor: '[redacted]' },
    serializers: { err: errorFields },
  };
  return destination ? pino(options, destination) : pino(options);
}
