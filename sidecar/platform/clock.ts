/** The only source of "now"; tests hand in their own. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** `base` plus a number of seconds. */
export function addSeconds(base: Date, seconds: number): Date {
  return new Date(base.getTime() + seconds * 1000);
}

/** `base` plus a number of days of 24 hours. */
export function addDays(base: Date, days: number): Date {
  return addSeconds(base, days * 24 * 3600);
}
