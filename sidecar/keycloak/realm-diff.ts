import type { Including, Instead, Owned, OwnedValue } from '../../realm-config/types.ts';

/** One difference between the realm as it is and as Einlass wants it; secrets are already masked. */
export type Change = { resource: string; field: string; from: unknown; to: unknown };
type Row = Record<string, unknown>;

const secretFields = new Set(['password', 'secret', 'clientSecret', 'einlass.smtpPasswordMark']);
/** What Keycloak answers in the place of a secret that it keeps to itself. */
const keycloakMask = '**********';

/** Differences in owned fields only; whatever else `actual` holds is not looked at. */
export function diffOwned(resource: string, desired: Owned, actual: Row | undefined, path = ''): Change[] {
  return Object.entries(desired).flatMap(([key, wanted]) => {
    const field = path ? `${path}/${key}` : key;
    const from = actual?.[key];
    if (isOwned(wanted)) return diffOwned(resource, wanted, isRow(from) ? from : undefined, field);
    if (satisfied(wanted, from)) return [];
    return [{ resource, field, from: shown(key, from), to: shown(key, resolved(wanted, from)) }];
  });
}

/** `actual` with the owned fields set: the body of a `PUT` that leaves everything else as it is. */
export function mergeOwned(desired: Owned, actual: Row | undefined): Row {
  const merged: Row = { ...actual };
  for (const [key, wanted] of Object.entries(desired)) {
    const from = merged[key];
    if (isOwned(wanted)) merged[key] = mergeOwned(wanted, isRow(from) ? from : undefined);
    else if (wanted === undefined) delete merged[key];
    else merged[key] = resolved(wanted, from);
  }
  return merged;
}

/** Top-level owned fields that differ, whole (a nested map goes along complete, since Keycloak replaces it). */
export function changedFields(desired: Owned, actual: Row): Row {
  const merged = mergeOwned(desired, actual);
  const names = Object.keys(desired).filter((key) => diffOwned('', pick(desired, key), actual).length > 0);
  return Object.fromEntries(names.map((key) => [key, merged[key]]));
}

/** Readable form, one line a field: `+` new, `~` changed, `-` removed; the last line counts. */
export function formatChanges(changes: readonly Change[]): string {
  const lines = changes.map(({ resource, field, from, to }) => {
    if (isEmpty(from)) return `+ ${resource}  ${field} = ${text(to)}`;
    if (isEmpty(to)) return `- ${resource}  ${field} (was ${text(from)})`;
    return `~ ${resource}  ${field}: ${text(from)} → ${text(to)}`;
  });
  return [...lines, `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`].join('\n');
}

function satisfied(wanted: OwnedValue, from: unknown): boolean {
  if (from === keycloakMask) return !isEmpty(wanted);
  if (isInstead(wanted)) return !isReplaceable(wanted, from);
  if (isIncluding(wanted)) return wanted.including.every((one) => list(from).includes(one));
  if (Array.isArray(wanted)) return sameSet(wanted, list(from));
  return same(wanted, from);
}

function resolved(wanted: OwnedValue, from: unknown): unknown {
  if (isInstead(wanted)) return isReplaceable(wanted, from) ? wanted.put : from;
  return isIncluding(wanted) ? [...new Set([...list(from), ...wanted.including])] : wanted;
}

function shown(key: string, value: unknown): unknown {
  return secretFields.has(key) && !isEmpty(value) ? '***' : value;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const pick = (owned: Owned, key: string): Owned => ({ [key]: owned[key] });
const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isIncluding = (value: unknown): value is Including => isRow(value) && Array.isArray(value['including']);
const isInstead = (value: unknown): value is Instead => isRow(value) && 'insteadOf' in value;
const isReplaceable = ({ insteadOf }: Instead, from: unknown): boolean =>
  [insteadOf].flat().some((one) => same(from, one));
const isOwned = (value: unknown): value is Owned => isRow(value) && !isIncluding(value) && !isInstead(value);
/** Keycloak leaves out what is false or empty. */
const same = (a: unknown, b: unknown): boolean => a === b || (isEmpty(a) && isEmpty(b));
const sameSet = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
