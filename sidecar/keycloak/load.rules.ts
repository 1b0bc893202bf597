/** One call to Keycloak as it went; `status` undefined = no answer. */
export type Seen = { ms: number; status: number | undefined; retryAfterSeconds?: number };

/** How many calls at once Keycloak is asked to bear now; times in ms on the caller's clock. */
export type LoadState = {
  max: number;
  limit: number;
  /** Nothing new is begun before this time. */
  quietUntil: number;
  /** The limit is not cut again before this time, because calls that were on the way then tell nothing new. */
  cutUntil: number;
  recent: readonly number[];
  good: number;
  /** Failures since the last answer, and how often in a row there was a pause. */
  troubles: number;
  pauses: number;
};

const slowMs = 2000;
const remembered = 20;
const cutPauseMs = 1000;
const longestPauseMs = 15_000;
const longestAskedMs = 300_000;
/** So many failures without an answer in between are an outage, no longer an accident. */
const outageAfter = 3;
/** Good answers for each place that is given back. */
const goodPerPlace = 4;

export function startingLoad(max: number): LoadState {
  return { max, limit: max, quietUntil: 0, cutUntil: 0, recent: [], good: 0, troubles: 0, pauses: 0 };
}

const isTrouble = (status: number | undefined): boolean =>
  status === undefined || status === 429 || (status >= 502 && status <= 504);

function cut(state: LoadState, now: number): LoadState {
  if (now < state.cutUntil) return state;
  const limit = Math.max(1, Math.floor(state.limit / 2));
  return { ...state, limit, cutUntil: now + cutPauseMs, recent: [], good: 0 };
}

function afterTrouble(before: LoadState, seen: Seen, now: number): LoadState {
  const state = { ...cut(before, now), troubles: before.troubles + 1 };
  const asked = seen.retryAfterSeconds;
  if (asked !== undefined)
    return {
      ...state,
      quietUntil: Math.max(state.quietUntil, now + Math.min(asked * 1000, longestAskedMs)),
    };
  if (state.troubles < outageAfter || now < state.quietUntil) return state;
  const pause = Math.min(2 ** (state.pauses + 1) * 1000, longestPauseMs);
  return { ...state, limit: 1, pauses: state.pauses + 1, quietUntil: now + pause };
}

function afterAnswer(before: LoadState, seen: Seen, now: number): LoadState {
  const recent = [...before.recent, seen.ms].slice(-remembered);
  const state = { ...before, recent, troubles: 0, pauses: 0 };
  const p95 = recent.toSorted((a, b) => a - b)[Math.ceil(0.95 * remembered) - 1] ?? 0;
  if (recent.length === remembered && p95 > slowMs) return cut(state, now);
  const good = state.good + 1;
  if (state.limit >= state.max || good < goodPerPlace * state.limit) return { ...state, good };
  return { ...state, limit: state.limit + 1, good: 0 };
}

/**
 * Half the calls where Keycloak answers 429 or 502–504, not at all, or slowly (95 % of the last 20 within 2 s is the bound); one more
 * place after four good answers a place. `Retry-After` is kept, and an outage makes pauses of 2, 4, 8, then 15 s.
 */
export function afterCall(state: LoadState, seen: Seen, now: number): LoadState {
  return isTrouble(seen.status) ? afterTrouble(state, seen, now) : afterAnswer(state, seen, now);
}
