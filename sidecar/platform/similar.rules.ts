/** How many letters have to be changed, added, left out or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (before[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swap ? (older[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [older, before] = [before, row];
  }
  return before[b.length] ?? 0;
}

/** From 0 (nothing alike) to 1 (equal); a longer title that contains the other is alike too. Only short texts are compared. */
export function similarity(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length === 0 || long.length > 100) return a === b ? 1 : 0;
  if (short.length >= 4 && long.includes(short)) return Math.max(0.7, short.length / long.length);
  return 1 - editDistance(a, b) / long.length;
}
