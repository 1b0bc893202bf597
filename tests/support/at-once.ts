/**
 * `count` pieces of work, ten at a time unless told otherwise: who waits for a free connection longer than five seconds gets none.
 * Answers in order.
 */
export async function atOnce<T>(
  count: number,
  work: (nth: number) => Promise<T>,
  connections = 10,
): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) answers[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: connections }, hand));
  return answers;
}
