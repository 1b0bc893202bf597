import { error, type Finding, warning } from './finding.ts';

/** For how many seconds the oldest due row of a kind has been waiting. */
export type Overdue = { kind: string; seconds: number };

const awaySeconds = 120;
const lateSeconds = 900;

/** Whether a worker is there, by the feed that it reads every few seconds whatever else it does, and whether it comes along. */
export function workerFindings(silentSeconds: number, overdue: readonly Overdue[]): Finding[] {
  if (silentSeconds > awaySeconds)
    return [
      error(
        'worker_away',
        `no worker has shown itself for ${Math.round(silentSeconds / 60)} min`,
        'start "einlass work"; what waits is done then',
      ),
    ];
  return overdue
    .filter(({ seconds }) => seconds > lateSeconds)
    .map(({ kind, seconds }) =>
      warning(
        'work_late',
        `the oldest due ${kind} has been waiting for ${Math.round(seconds / 60)} min`,
        'a large import takes its time; else look into the log of "work" (docs/operate.md)',
      ),
    );
}
