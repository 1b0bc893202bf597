/** The answer of this work, or an error that says `late` once so many seconds are over; the work itself goes on. */
export async function within<T>(work: Promise<T>, seconds: number, late: string): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${late} within ${seconds} s`)), seconds * 1000);
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
