import { isDatabaseFault } from './database-fault.rules.ts';

/**
 * The one table of error codes: HTTP status and i18n key prefix `errors.<code>`.
 * A code is what tests, logs and API answers name; the text is what a person reads (architecture.md 14).
 */
export const errorCodes = {
  not_found: 404,
  no_registration: 404,
  gone: 410,
  forbidden: 403,
  not_an_administrator: 403,
  no_access: 403,
  cross_site: 403,
  unauthenticated: 401,
  invalid_input: 422,
  invalid_flow: 400,
  unknown_app: 400,
  conflict: 409,
  not_invitable: 409,
  too_large: 413,
  too_many: 429,
  unsupported_file: 415,
  other_spreadsheet: 415,
  workbook_locked: 422,
  workbook_unreadable: 422,
  csv_unreadable: 422,
  workbook_empty: 422,
  workbook_columns: 422,
  password_policy: 409,
  keycloak_rejected: 502,
  keycloak_unavailable: 503,
  database_unavailable: 503,
  redis_unavailable: 503,
  config_invalid: 500,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof errorCodes;
export type TextParams = Readonly<Record<string, string | number>>;
/** One complaint about one input field; `text` is an i18n key. */
export type FieldError = { field: string; text: string; params?: TextParams };

type Details = { params?: TextParams; fields?: readonly FieldError[]; cause?: unknown };

/** Everything that is refused on purpose; anything else that is thrown is `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly params: TextParams;
  readonly fields: readonly FieldError[];

  constructor(code: ErrorCode, details: Details = {}) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCodes[code];
    this.params = details.params ?? {};
    this.fields = details.fields ?? [];
  }
}

/** `Map` of what was thrown to what may be shown; the cause stays for the log. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError(isDatabaseFault(thrown) ? 'database_unavailable' : 'internal', { cause: thrown });
}
