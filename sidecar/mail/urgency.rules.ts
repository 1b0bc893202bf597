/** Kinds for which somebody waits in front of a screen. */
const urgentKinds: ReadonlySet<string> = new Set(['emailCode', 'accessLink', 'loginHint']);

/** Whether messages of this kind are urgent where nothing else is said of one. */
export function isUrgent(kind: string): boolean {
  return urgentKinds.has(kind);
}
