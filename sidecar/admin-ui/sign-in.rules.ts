/** What Keycloak lets a person change of their own account, by its name for `kc_action`. */
export type KeycloakAction =
  | 'UPDATE_EMAIL'
  | 'UPDATE_PASSWORD'
  | 'webauthn-register-passwordless'
  | 'webauthn-register-passwordless:skip_if_exists';
/** Why somebody was sent to Keycloak, and where they go afterwards. */
export type Purpose = {
  back: string;
  action?: KeycloakAction;
  /** Who asked for the action. */
  by?: string;
};
/** What Keycloak says became of an action. */
const statuses = ['success', 'cancelled', 'error'] as const;

/** Parts of the site with a sign-in of their own, each with its first page. */
export const places = ['/admin', '/me'] as const;
export type Place = (typeof places)[number];

/** Behind which sign-in an address stands; undefined for pages that are open to all. */
export function placeOf(path: string): Place | undefined {
  return places.find((place) => path === place || path.startsWith(`${place}/`));
}

/** The address to go back to, with what became of an action: `status` is Keycloak's `kc_action_status`, `who` whoever came back. */
export function backFrom({ back, action, by }: Purpose, who: string, status: string | null): string {
  if (!action) return back;
  const known = statuses.find((one) => one === status) ?? 'error';
  const query = new URLSearchParams({ action, outcome: by === who ? known : 'otherAccount' });
  return `${back}?${query}`;
}
