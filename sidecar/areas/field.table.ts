import type { Generated } from 'kysely';

export const fieldTypes = ['text', 'number', 'date'] as const;
export type FieldType = (typeof fieldTypes)[number];
/** How facts are compared: as they stand but for blanks, or with slips of spelling forgiven (criteria/normalise.rules.ts). */
export const comparisons = ['exact', 'tolerant'] as const;
export type Comparison = (typeof comparisons)[number];

/** What the network knows of people. Built-in ones can be renamed but not removed; keys never change. */
export type MemberFieldTable = {
  key: string;
  built_in: Generated<boolean>;
  name_de: string;
  name_en: string;
  type: FieldType;
  /** Whoever registers cannot leave it out. */
  required: Generated<boolean>;
  /** May be stored as a criterion, and is asked for at registration. */
  criterion: Generated<boolean>;
  comparison: Generated<Comparison>;
  position: number;
  version: Generated<number>;
};

declare module '../platform/db.ts' {
  interface Database {
    member_field: MemberFieldTable;
  }
}
