/** What a person typed into a field for date and time, as the moment that it means; `gap` where clocks are put forward over it. */
export type TypedMoment = { moment: Date } | { problem: 'format' | 'gap' };

const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::00)?$/;
const day = 24 * 3600 * 1000;

/** The wall clock of a time zone, written as if it were UTC. */
function wallClock(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
}

/** `YYYY-MM-DDTHH:mm` on the clocks of `timeZone`; an hour that comes twice in autumn means its first time. */
export function momentIn(timeZone: string, text: string): TypedMoment {
  const match = form.exec(text);
  if (!match) return { problem: 'format' };
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, date, hour, minute);
  if (new Date(wall).toISOString().slice(0, 16) !== text.slice(0, 16)) return { problem: 'format' };
  // What the zone is ahead of UTC the day before and the day after: between them lies every change of clocks.
  const offsets = [wall - day, wall + day].map((at) => wallClock(timeZone, at) - at);
  const moments = offsets.map((offset) => wall - offset).filter((at) => wallClock(timeZone, at) === wall);
  return moments.length > 0 ? { moment: new Date(Math.min(...moments)) } : { problem: 'gap' };
}

/** The moment as a field for date and time takes it. */
export function fieldValue(timeZone: string, moment: Date): string {
  return new Date(wallClock(timeZone, moment.getTime())).toISOString().slice(0, 16);
}
