import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { signInByLoopback } from './loopback.ts';
import { discover, renewed, type Tokens } from './sign-in.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
const [einlassUrl, apiUrl] = [setting('EINLASS_URL'), setting('API_URL')];
const config = await discover(setting('ISSUER'), setting('CLIENT_ID'));

/** The system's browser: its password manager, its session, and no app that could read along. */
const opener =
  process.env['BROWSER'] ?? { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
const open = (url: string): void => void spawn(opener, [url], { stdio: 'inherit' });

const inArea = { flow: 'werk-nord' };
const ways: Record<string, () => ReturnType<typeof signInByLoopback>> = {
  login: () => signInByLoopback({ config, open }),
  register: () => signInByLoopback({ config, open, einlassUrl, more: { kc_idp_hint: 'access', ...inArea } }),
  email: () => signInByLoopback({ config, open, more: { kc_action: 'UPDATE_EMAIL' } }),
};

/** In memory; an app that stays signed in keeps the refresh token in the key store of the system. */
let tokens: Tokens | undefined;

/** Calls the API with a token that is good for another `atLeastSeconds`; undefined where the session has ended. */
async function call(path: string, atLeastSeconds = 30): Promise<Response | undefined> {
  if (tokens && (tokens.expiresIn() ?? 0) < atLeastSeconds) tokens = await renewed(config, tokens);
  if (!tokens) return undefined;
  return fetch(`${apiUrl}${path}`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
}

async function werkNord(): Promise<string> {
  let answer = await call('/werk-nord');
  // Refused: perhaps by a token from before the approval. A new one tells.
  if (answer?.status === 403) answer = await call('/werk-nord', Number.POSITIVE_INFINITY);
  // Ended at Keycloak: signed out elsewhere, or suspended.
  if (!answer || answer.status === 401) tokens = undefined;
  return answer ? `${answer.status} ${await answer.text()}` : 'signed out';
}

async function signIn(way: () => ReturnType<typeof signInByLoopback>): Promise<string> {
  try {
    const answer = await way();
    tokens = answer.tokens;
    return `signed in: ${tokens.claims()?.['name'] as string}${answer.action ? `, ${answer.action}` : ''}`;
  } catch (error) {
    return `not signed in: ${String(error)}`;
  }
}

/** Asks for the area in the browser; there is no way back to a program, so none is named. */
function ask(): string {
  open(`${einlassUrl}/request?area=werk-nord`);
  return 'ask for access in the browser';
}

console.log('login, register, email, werk-nord or ask?');
/** One command a line. */
for await (const line of createInterface({ input: process.stdin })) {
  const way = ways[line];
  if (way) console.log(await signIn(way));
  else if (line === 'werk-nord') console.log(await werkNord());
  else if (line === 'ask') console.log(ask());
}
