import type { AppKind } from './app-clients.ts';

/** What an address of an app is for; each has rules of its own. */
export type AddressUse = 'url' | 'redirect' | 'backchannel';

/** Hosts that never leave the machine; their traffic needs no TLS. */
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);
/** Schemes that are no app's own: code, files, or names that everybody may claim. */
const notAnApp = /^(javascript|data|file|vbscript|blob|about|urn|mailto|tel|ws|wss|ftp|intent|view-source):/i;
/** Parameters of the answer; Keycloak adds its own to what is there, and the app would read the wrong one. */
const ofTheAnswer = ['code', 'state', 'session_state', 'iss', 'error', 'error_description', 'response'];
const reserved = /^(einlass-.*|account.*|admin-cli|broker|realm-management|security-admin-console)$/;

/** What is wrong with a client id, as a sentence that says what to do; undefined if nothing. */
export function clientIdProblem(kind: AppKind, clientId: string): string | undefined {
  if (kind === 'saml' && /^https?:/i.test(clientId)) return addressProblem(kind, 'url', clientId);
  if (!/^[a-z0-9][a-z0-9._-]{1,63}$/.test(clientId))
    return `client id "${clientId}": use 2 to 64 lower case letters, digits, ".", "_" or "-", and begin with a letter or digit`;
  if (reserved.test(clientId))
    return `client id "${clientId}" belongs to Keycloak or to Einlass: choose another`;
  return undefined;
}

/** What is wrong with one address of an app, as a sentence that says what to do; undefined if nothing. */
export function addressProblem(kind: AppKind, use: AddressUse, address: string): string | undefined {
  const problem = use === 'redirect' && kind === 'native' ? nativeProblem(address) : webProblem(use, address);
  return problem && `${address}: ${problem}`;
}

/** A redirect of a web app must lead to the app: same scheme, host and port as `--url`. */
export function originProblem(url: string, redirect: string): string | undefined {
  const [own, other] = [new URL(url).origin, new URL(redirect).origin];
  return own === other
    ? undefined
    : `${redirect}: people would come back to ${other}, which is not the app (${own}): use an address of the app`;
}

function webProblem(use: AddressUse, address: string): string | undefined {
  const common = textProblem(address);
  if (common) return common;
  const url = URL.parse(address);
  if (!url || !/^https?:\/\//i.test(address))
    return `write the whole address, such as https://app.example${use === 'url' ? '' : '/callback'}`;
  const plain = plainHttpProblem(url);
  if (plain) return plain;
  if (use === 'url' && address.includes('?'))
    return 'leave out "?" and what follows: --url is where the app begins';
  return spellingProblem(address, url) ?? (use === 'redirect' ? parameterProblem(url) : undefined);
}

/** Keycloak compares letter by letter what browsers write in their own way; written so, foreign letters that look like ours show, too. */
function spellingProblem(address: string, { href }: URL): string | undefined {
  return href === address || href === `${address}/` ? undefined : `write it as browsers do: ${href}`;
}

function plainHttpProblem(url: URL): string | undefined {
  return url.protocol === 'http:' && !loopback.has(url.hostname)
    ? 'use https: over http everybody on the way could read the sign-in (http is for 127.0.0.1, [::1] and localhost alone)'
    : undefined;
}

/** RFC 8252, 7.1 and 7.3. */
function nativeProblem(address: string): string | undefined {
  const common = textProblem(address);
  if (common) return common;
  const [scheme = ''] = address.split(':');
  if (/^https?$/i.test(scheme)) return nativeWebProblem(address);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address))
    return 'write the whole address, such as com.example.staff:/callback';
  if (!scheme.includes('.'))
    return `use a scheme of a domain that is yours, turned round, such as com.example.${scheme}:/callback: another app could claim "${scheme}"`;
  if (!/^[^:]+:\/[^/]/.test(address))
    return `write one slash and a path after the scheme, such as ${scheme}:/callback`;
  const url = URL.parse(address);
  if (!url) return 'is no address: write it as com.example.staff:/callback';
  return spellingProblem(address, url) ?? parameterProblem(url);
}

function nativeWebProblem(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url) return 'is no address: write it as http://127.0.0.1/callback';
  if (url.hostname === 'localhost')
    return 'write 127.0.0.1 instead of localhost, which may lead elsewhere (RFC 8252, 8.3)';
  if (loopback.has(url.hostname) && url.port)
    return 'leave the port out: the app takes any free one, and Keycloak lets each port of this address in';
  return plainHttpProblem(url) ?? spellingProblem(address, url) ?? parameterProblem(url);
}

/** What no address may hold, looked for in the text itself, because a parser would quietly mend it. */
function textProblem(address: string): string | undefined {
  if (address.includes('*'))
    return 'leave out "*": write each address in full, or anybody could take the sign-in';
  if (address === '+') return 'write each address in full instead of "+"';
  // oxlint-disable-next-line no-control-regex
  if (/[\s\\\u0000-\u001f\u007f]/.test(address)) return 'leave out blanks and "\\"';
  if (address.includes('#')) return 'leave out "#" and what follows';
  if (notAnApp.test(address)) return 'this scheme leads to no app: use https';
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?]*@/i.test(address)) return 'leave out the user and password before "@"';
  if (/(^|[/\\])(\.|%2e){1,2}([/\\?]|$)/i.test(address))
    return 'leave out "." and "..": write the path as it is';
  return undefined;
}

function parameterProblem(url: URL): string | undefined {
  const name = ofTheAnswer.find((one) => url.searchParams.has(one));
  return name ? `leave out the parameter "${name}": Keycloak puts its answer there` : undefined;
}
