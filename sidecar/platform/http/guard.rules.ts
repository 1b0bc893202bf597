export type ProofHeaders = { fetchSite?: string | undefined; origin?: string | undefined };

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether an unsafe request comes from our own pages. Sec-Fetch-Site decides where it is sent, because a page under
 * `Referrer-Policy: no-referrer` posts with `Origin: null`; without it the Origin must be ours; without both it is refused.
 */
export function isOwnRequest(method: string, headers: ProofHeaders, ownOrigin: string): boolean {
  if (safeMethods.has(method)) return true;
  if (headers.fetchSite !== undefined) return headers.fetchSite === 'same-origin';
  return headers.origin === ownOrigin;
}

/**
 * Whether a browser opens what it asks for as a page (Sec-Fetch-Dest), and not as a picture or a frame of somebody else's page. What
 * says nothing of itself counts as one: older browsers, and apps.
 */
export function opensPage(fetchDest: string | undefined): boolean {
  return fetchDest === undefined || fetchDest === 'document';
}

/** A path on this host to go back to after a choice or a sign-in; anything else becomes the fallback (open redirects). */
export function localPath(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])[^\\\r\n\t]*$/.test(value)) return fallback;
  return value;
}
