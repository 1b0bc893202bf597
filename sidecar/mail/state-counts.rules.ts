import { type MessageState, messageStates } from './message.table.ts';

/** How many messages are in each state; they add up to `total`. */
export type StateCounts = Record<MessageState | 'total', number>;

/** What a query grouped by state found, with 0 for every state that it did not. */
export function addedUp(rows: readonly { state: MessageState; count: number }[]): StateCounts {
  const counts = Object.fromEntries([...messageStates, 'total'].map((name) => [name, 0])) as StateCounts;
  for (const { state, count } of rows) {
    counts[state] = count;
    counts.total += count;
  }
  return counts;
}
