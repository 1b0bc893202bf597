/** A list with one of its things a place further up or down; undefined at the end, where nothing moves. */
export function moved<T>(list: readonly T[], one: T, direction: 'up' | 'down'): T[] | undefined {
  const from = list.indexOf(one);
  const to = direction === 'up' ? from - 1 : from + 1;
  return to < 0 || to >= list.length ? undefined : list.toSpliced(from, 1).toSpliced(to, 0, one);
}
