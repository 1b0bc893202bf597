import type { Locale } from '../platform/i18n.ts';
import type { Comparison, FieldType } from './field.table.ts';

/** One of the network's fields. */
export type Field = {
  key: string;
  builtIn: boolean;
  name: Readonly<Record<Locale, string>>;
  type: FieldType;
  required: boolean;
  criterion: boolean;
  comparison: Comparison;
  version: number;
};

/** What is known or was typed, by field key: text as it is shown, numbers as text, dates as `YYYY-MM-DD`. */
export type Facts = Readonly<Record<string, string>>;

/** Those that every account needs: always asked for, and never shut off. */
export const nameFields: readonly string[] = ['firstName', 'lastName'];

/** What an area asks for at registration: the network's criteria, or of them those it shows (null: all) and the names. */
export function shownFields(fields: readonly Field[], shown: readonly string[] | null): Field[] {
  return fields.filter(
    ({ key, criterion }) => criterion && (shown === null || shown.includes(key) || nameFields.includes(key)),
  );
}
