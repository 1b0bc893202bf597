import type { Metrics } from '../platform/metrics.ts';
import type { Seen } from './load.ts';

/** How a call ended: `none` where no answer came. */
function outcomeOf(status: number | undefined): string {
  if (status === undefined) return 'none';
  if (status >= 500 || status === 429) return 'failed';
  return status >= 400 ? 'refused' : 'answered';
}

/** What is to be told of each call to Keycloak. */
export function keycloakFigures(metrics: Metrics): (seen: Seen) => void {
  const calls = metrics.durations(
    'einlass_keycloak_seconds',
    'How long calls to Keycloak took, by outcome',
    'outcome',
  );
  return ({ ms, status }) => calls(ms / 1000, outcomeOf(status));
}
