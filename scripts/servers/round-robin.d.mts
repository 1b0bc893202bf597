export type RoundRobin = {
  /** Its own origin, by the name of localhost. */
  url: string;
  /** Answers of each server so far, in the order of `targets`. */
  counts(): number[];
  close(): Promise<void>;
};
export function openRoundRobin(options: {
  targets: readonly string[];
  port?: number;
  appends?: boolean;
  from?: string;
}): Promise<RoundRobin>;
