import { createHash } from 'node:crypto';
import type { ShortLived } from '../platform/redis.ts';
import { randomSecret } from '../platform/secrets.ts';
import { answerUrl, type Checked } from './authorize.rules.ts';
import type { Grant } from './redemption.ts';

export type AnswerDeps = { store: Pick<ShortLived, 'put'>; issuer: string };

const codeSeconds = 60;

/** A row keeps only this of the browser's handle, so that nobody who reads the database could redeem with it. */
export function leaseOf(handle: string): string {
  return createHash('sha256').update(handle).digest('base64url');
}

/** Address that carries an OAuth error back to Keycloak. */
export function errorAnswer(
  { issuer }: Pick<AnswerDeps, 'issuer'>,
  { redirectUri, state }: Pick<Checked, 'redirectUri' | 'state'>,
  error: string,
): string {
  return answerUrl(redirectUri, { error, state, iss: issuer });
}

/** Address that carries a fresh code for this subject back to Keycloak; the code lasts 60 s and opens once. */
export async function codeAnswer(
  { store, issuer }: AnswerDeps,
  { redirectUri, state, nonce, codeChallenge }: Checked,
  what: Pick<Grant, 'kind' | 'id' | 'lease' | 'subject'>,
): Promise<string> {
  const code = randomSecret();
  const grant: Grant = { ...what, nonce, codeChallenge, redirectUri };
  await store.put(`code:${leaseOf(code)}`, grant, codeSeconds);
  return answerUrl(redirectUri, { code, state, iss: issuer });
}
