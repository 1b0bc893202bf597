import { error, type Finding, warning } from './finding.ts';

/** How far another clock is ahead of ours (behind: negative), known up to `doubtMs`. */
export type Skew = { of: string; ms: number; doubtMs: number };

/** Assertions by which we sign in at Keycloak live 60 s. */
const assertionMs = 60_000;
const noticedMs = 5_000;

/** What a clock said that was asked between two looks at our own; `stepMs`: how coarsely it tells time. */
export function skewOf(of: string, said: Date, before: Date, after: Date, stepMs = 0): Skew {
  const half = (after.getTime() - before.getTime()) / 2;
  return { of, ms: said.getTime() + stepMs / 2 - (before.getTime() + half), doubtMs: half + stepMs / 2 };
}

/** Clocks that differ by more than half a lease let two workers hold one row, or make Keycloak refuse us. */
export function clockFindings(skews: readonly Skew[], leaseSeconds: number): Finding[] {
  const limitMs = Math.min((leaseSeconds * 1000) / 2, assertionMs / 2);
  const remedy = 'let all machines take their time from NTP (timedatectl set-ntp true)';
  return skews.flatMap(({ of, ms, doubtMs }) => {
    const sureMs = Math.abs(ms) - doubtMs;
    if (sureMs <= noticedMs) return [];
    const what = `the clock of ${of} is ${Math.round(Math.abs(ms) / 1000)} s ${ms > 0 ? 'ahead of' : 'behind'} ours`;
    return [(sureMs > limitMs ? error : warning)('clock_skew', what, remedy)];
  });
}
