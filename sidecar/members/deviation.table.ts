import type { Generated } from 'kysely';

export const deviationKinds = [
  'firstName',
  'lastName',
  'username',
  'employeeNumber',
  'email',
  'enabled',
  'grantAdded',
  'grantRemoved',
  'accountDeleted',
  'accountTwice',
  'groupRenamed',
  'groupDeleted',
] as const;
export type DeviationKind = (typeof deviationKinds)[number];
/** `settled`: Keycloak agrees with us again without anybody's decision. */
export type DeviationState = 'open' | 'adopted' | 'reverted' | 'settled';

/** Keycloak differs from our record; ours counts until somebody decides. Without a member it is about a role group. */
export type DeviationTable = {
  id: Generated<string>;
  member_id: string | null;
  kind: DeviationKind;
  area_id: string | null;
  role: string | null;
  keycloak_value: string | null;
  our_value: string | null;
  state: Generated<DeviationState>;
  seen_at: Date;
  looked_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
};

declare module '../platform/db.ts' {
  interface Database {
    deviation: DeviationTable;
  }
}
