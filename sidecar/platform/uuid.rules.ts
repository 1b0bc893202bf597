const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes a text from outside as an id; anything else is nobody's and must not become an error of the database. */
export function isUuid(text: string | undefined): text is string {
  return text !== undefined && uuid.test(text);
}
