import { isTextKind, kinds } from './kinds.ts';

/** Whether messages of this kind are urgent where nothing else is said of one; an administrator waits for a test mail. */
export function isUrgent(kind: string): boolean {
  return kind === 'textSample' || (isTextKind(kind) && kinds[kind].urgent);
}
