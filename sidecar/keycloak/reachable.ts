import { AppError } from '../platform/errors.ts';

/** One answer serves everybody who presses within this time. */
const believedMs = 2000;

/**
 * Asks whether the realm answers, before a browser is sent there: it could show nothing but its own error page.
 * `certsUrl` is the realm's JWKS, which needs no token. Throws `keycloak_unavailable` after `limitMs` or for anything but 200.
 */
export function openReachable(certsUrl: string, limitMs = 1500): () => Promise<void> {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  async function ask(): Promise<void> {
    try {
      const answer = await fetch(certsUrl, { signal: AbortSignal.timeout(limitMs) });
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`the realm's keys answered ${answer.status}`);
      answeredAt = performance.now();
    } catch (cause) {
      throw new AppError('keycloak_unavailable', { cause });
    }
  }
  return async () => {
    if (performance.now() - answeredAt < believedMs) return;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    await asking;
  };
}
