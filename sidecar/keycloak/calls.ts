import { AppError } from '../platform/errors.ts';
import { openAdmin } from './admin-client.ts';
import type { Admin } from './admin-client.ts';
import { retryAfterOf, statusOf, toKeycloakError } from './errors.ts';
import type { Seen } from './load.ts';
import type { TokenSource } from './service-token.ts';

/** Runs one call against the realm: within a limit, once more with a fresh token after a 401, errors mapped. */
export type Call = <T>(work: (admin: Admin) => Promise<T>, limitMs?: number) => Promise<T>;

export type CallOptions = {
  url: string;
  realm: string;
  tokens: TokenSource;
  limitMs: number;
  /** Told how each call went, for the limit of load. */
  observe?: (seen: Seen) => void;
};

/** `limitMs` counts the whole call with its token, so that the broker's answer cannot be late by a slow token. */
export function openCalls(options: CallOptions): Call {
  const { url, realm, tokens, limitMs: usualLimitMs, observe = () => {} } = options;
  const admins = new Map<number, Admin>();

  function adminWith(limitMs: number): Admin {
    const known = admins.get(limitMs);
    if (known) return known;
    const admin = openAdmin({ url, realm, tokens, limitMs });
    admins.set(limitMs, admin);
    return admin;
  }

  return async (work, limitMs = usualLimitMs) => {
    const admin = adminWith(limitMs);
    const start = performance.now();
    let answered = false;
    try {
      const answer = await within(limitMs, onceMoreAfter401(work, admin, tokens));
      answered = true;
      observe({ ms: performance.now() - start, status: 200 });
      return whole(answer);
    } catch (thrown) {
      const error = toKeycloakError(thrown);
      if (!(answered || error.code === 'internal'))
        observe({ ms: performance.now() - start, status: statusOf(thrown), ...pauseAskedBy(thrown) });
      throw error;
    }
  };
}

function pauseAskedBy(thrown: unknown): Pick<Seen, 'retryAfterSeconds'> {
  const retryAfterSeconds = retryAfterOf(thrown);
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
}

/**
 * The admin client hands on as text what is not JSON: half an answer, or a page of something in between. Taken for a list or an
 * account it would look like one that lacks everything, and the next write would make it so.
 */
function whole<T>(answer: T): T {
  if (typeof answer !== 'string' || answer === '') return answer;
  throw new AppError('keycloak_unavailable', { cause: new Error('an answer that is not JSON') });
}

/** A token can die early: Keycloak restarted, its keys changed, or our session was ended in the console. */
async function onceMoreAfter401<T>(
  work: (admin: Admin) => Promise<T>,
  admin: Admin,
  tokens: TokenSource,
): Promise<T> {
  try {
    return await work(admin);
  } catch (thrown) {
    if (statusOf(thrown) !== 401) throw thrown;
    tokens.forget();
    return await work(admin);
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new AppError('keycloak_unavailable', { cause: new Error(`no answer within ${limitMs} ms`) })),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer; undefined where what was asked for is not there. */
export async function undefinedIfGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}

/** For acts whose aim is reached if the thing is not there. */
export async function goneIsDone(act: Promise<unknown>): Promise<void> {
  await undefinedIfGone(act);
}
