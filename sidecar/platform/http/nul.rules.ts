import { parse } from 'node:querystring';

const without = (value: unknown): unknown =>
  typeof value === 'string'
    ? value.replaceAll('\0', '')
    : Array.isArray(value)
      ? value.map((one) => without(one))
      : value;

/** The fields of a form without NULs, which nobody types and PostgreSQL's text cannot hold; anything else as it came. */
export function withoutNul(body: unknown): unknown {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  const fields = Object.entries(body).map(([name, value]) => [name, without(value)] as const);
  // without a prototype, as parsers hand it over, so that no field that was not sent is found
  return Object.assign(Object.create(null) as object, Object.fromEntries(fields));
}

/** A query as Express's simple parser reads it, without NULs. */
export const queryWithoutNul = (text: string): unknown => withoutNul(parse(text));
