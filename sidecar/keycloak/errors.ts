import { AppError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';

/** What an admin call left behind, stripped of values: Keycloak repeats the refused input in `params`. */
type Answer = { status: number; message: string; fields: FieldError[] };
type Complaint = { field?: unknown; errorMessage?: unknown };

/** HTTP status of a failed admin call; `undefined` where no answer came (network, time limit). */
export function statusOf(thrown: unknown): number | undefined {
  const status = (thrown as { response?: { status?: unknown } } | null)?.response?.status;
  return typeof status === 'number' ? status : undefined;
}

/** Seconds that a failed call asks to wait (`Retry-After`); undefined where it does not, or names a date. */
export function retryAfterOf(thrown: unknown): number | undefined {
  const header = (thrown as { response?: Response } | null)?.response?.headers?.get('retry-after');
  return header && /^[0-9]{1,6}$/.test(header.trim()) ? Number(header) : undefined;
}

/** Keycloak's `errorMessage`, else `error`; empty if there is none. */
export function messageOf(thrown: unknown): string {
  const data = (thrown as { responseData?: Complaint & { error?: unknown; errors?: Complaint[] } } | null)
    ?.responseData;
  if (!data || typeof data !== 'object') return '';
  if (Array.isArray(data.errors)) return data.errors.map((one) => String(one.errorMessage)).join(', ');
  return [data.errorMessage, data.error].find((one) => typeof one === 'string') ?? '';
}

/** Map of whatever the admin client throws to the table of error codes; the cause holds no value of a person. */
export function toKeycloakError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = statusOf(thrown);
  if (status === undefined && isOurBug(thrown)) return new AppError('internal', { cause: thrown });
  if (status === undefined) return new AppError('keycloak_unavailable', { cause: reasonOf(thrown) });
  const answer = { status, message: messageOf(thrown), fields: complaintsOf(thrown) };
  if (status >= 500 || status === 429)
    return new AppError('keycloak_unavailable', { cause: causeOf(answer) });
  if (status === 404) return new AppError('not_found', { cause: causeOf(answer) });
  const code = status === 409 ? 'conflict' : 'keycloak_rejected';
  return new AppError(code, { cause: causeOf(answer), fields: answer.fields });
}

/** A 409 of `POST /users` names the field in English prose; it is told apart by the words, both if it names both. */
export function takenFields(message: string): FieldError[] {
  const named = (['username', 'email'] as const).filter((field) => message.includes(field));
  return named.map((field) => ({ field, text: `fields.${field}.taken` }));
}

function complaintsOf(thrown: unknown): FieldError[] {
  const data = (thrown as { responseData?: Complaint & { errors?: Complaint[] } }).responseData;
  if (!data || typeof data !== 'object') return [];
  const complaints = Array.isArray(data.errors) ? data.errors : [data];
  return complaints
    .filter((one) => typeof one.field === 'string')
    .map((one) => ({ field: String(one.field), text: 'fields.rejected' }));
}

function causeOf({ status, message }: Answer): Error {
  return new Error(`Keycloak answered ${status}${message ? `: ${message}` : ''}`);
}

/** `fetch failed` says nothing without its own cause (ECONNREFUSED and the like). */
function reasonOf(thrown: unknown): unknown {
  return thrown instanceof TypeError && thrown.cause ? thrown.cause : thrown;
}

/** fetch's own TypeErrors: no connection, and one that broke within the answer. */
const networkTroubles = new Set(['fetch failed', 'terminated']);

/** A bug of ours must not look like an outage, which would be tried again for ever. */
function isOurBug(thrown: unknown): boolean {
  if (thrown instanceof TypeError) return !networkTroubles.has(thrown.message);
  return thrown instanceof ReferenceError || thrown instanceof RangeError;
}
