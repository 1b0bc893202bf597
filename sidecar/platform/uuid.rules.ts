const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes a text from outside as an id; anything else is nobody's and must not become an error of the database. */
export function isUuid(text: string | undefined): text is string {
  return text !== undefined && uuid.test(text);
}

/** An id and the comma after it. */
const length = 37;

/** Ids that the database has joined by commas, so many at a time: as an array of their own 100,000 would keep the process busy. */
export function* uuidBatches(joined: string, size: number): Iterable<string[]> {
  for (let start = 0; start < joined.length; start += size * length)
    yield joined.slice(start, start + size * length - 1).split(',');
}
