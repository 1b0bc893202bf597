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
