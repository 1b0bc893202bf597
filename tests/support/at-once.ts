/** `count` pieces of work, ten at a time as the connections of a test's database allow; answers in order. */
export async function atOnce<T>(count: number, work: (nth: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) answers[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: 10 }, hand));
  return answers;
}
