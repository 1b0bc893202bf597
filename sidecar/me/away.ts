import { AppError } from '../platform/errors.ts';

/** What Keycloak answers; undefined while it is away, because the rest of the page is worth showing. */
export async function unlessAway<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'keycloak_unavailable') return undefined;
    throw thrown;
  }
}
