import type { ColumnType, Generated } from 'kysely';

export type AreaKind = 'network' | 'division' | 'site';

export type AreaTable = {
  id: Generated<string>;
  slug: string;
  name: string;
  kind: AreaKind;
  parent_id: string | null;
  start_app_url: string | null;
  /** Keys of the fields that its registration page shows; null for all that the network uses. */
  registration_fields: string[] | null;
  /** Anybody may register for it and ask for access. */
  open_registration: Generated<boolean>;
  /** Facts that let nobody in may become a request. */
  mismatch_request: Generated<boolean>;
  /** Raised by every change of its name, start app and openings. */
  version: Generated<number>;
  created_at: ColumnType<Date, never, never>;
};

/** The Keycloak group of an area and role; `access` is what Keycloak was last told that it opens. */
export type AreaGroupTable = {
  area_id: string;
  role: string;
  keycloak_group_id: string | null;
  access: string[];
};

declare module '../platform/db.ts' {
  interface Database {
    area: AreaTable;
    area_group: AreaGroupTable;
  }
}
