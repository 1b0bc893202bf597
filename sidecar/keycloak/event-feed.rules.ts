/** What somebody other than Einlass did at Keycloak; the event says only where to look, never what is true there now. */
export type KeycloakChange = { id: string; at: Date } & (
  | { kind: 'signedIn'; userId: string }
  /** `byConsole`: an administrator did it, not the person. */
  | { kind: 'account'; userId: string; byConsole: boolean }
  | { kind: 'groups' }
);

export type UserEventRow = { id?: string; time?: number; type?: string; userId?: string };
export type AdminEventRow = {
  id?: string;
  time?: number;
  resourceType?: string;
  resourcePath?: string;
  authDetails?: { userId?: string };
};

/** Events of persons that may have changed what our record says, or that are their first way in. */
export const userEventTypes = [
  'LOGIN',
  'UPDATE_EMAIL',
  'UPDATE_PROFILE',
  'VERIFY_EMAIL',
  'UPDATE_CREDENTIAL',
  'DELETE_ACCOUNT',
] as const;
/**
 * What is asked of the administrators' log. A new account is nobody's whom we know, and while thousands are provisioned ours would
 * fill every page; what is made below an account (`users/<id>/…`) counts.
 */
export const adminQueries = [
  { resourceTypes: ['GROUP_MEMBERSHIP', 'GROUP'] },
  { resourceTypes: ['USER'], operationTypes: ['UPDATE', 'DELETE', 'ACTION'] },
  { resourceTypes: ['USER'], operationTypes: ['CREATE'], resourcePath: 'users/*/*' },
] as const;

export function changeOfUserEvent({ id, time, type, userId }: UserEventRow): KeycloakChange | undefined {
  if (!id || !time || !userId) return undefined;
  const at = new Date(time);
  if (type === 'LOGIN') return { id, at, kind: 'signedIn', userId };
  return { id, at, kind: 'account', userId, byConsole: false };
}

/** Undefined for our own acts: their outcome is in our rows already. `own` are our service accounts. */
export function changeOfAdminEvent(row: AdminEventRow, own: ReadonlySet<string>): KeycloakChange | undefined {
  const { id, time, resourcePath = '', authDetails } = row;
  if (!id || !time || own.has(authDetails?.userId ?? '')) return undefined;
  const at = new Date(time);
  if (row.resourceType === 'GROUP') return { id, at, kind: 'groups' };
  const userId = /^users\/([^/]+)/.exec(resourcePath)?.[1];
  return userId ? { id, at, kind: 'account', userId, byConsole: true } : undefined;
}
