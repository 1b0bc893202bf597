import type { Generated } from 'kysely';

/** One row: how far Keycloak's logs are read, and which process reads them right now. */
export type FeedTable = {
  id: Generated<boolean>;
  /** Time of the newest event seen, by Keycloak's clock. */
  cursor_at: Date | null;
  /** When the log was last read, also where nothing was new. */
  read_at: Generated<Date | null>;
  due_at: Generated<Date>;
  lease_id: string | null;
  lease_until: Date | null;
  /** Somebody touched a group, so the role groups are to be compared. */
  groups_due: Generated<boolean>;
  reconcile_due_at: Date | null;
};
/** Events already counted, as long as the overlap may show them again. */
export type FeedEventTable = { id: string; at: Date };
/** Accounts to look at; `version` is raised by every further event, so that none is lost while one is being looked at. */
export type FeedLookTable = {
  user_id: string;
  by_console: boolean;
  /** Looked at once with an outcome that a redemption under way would explain. */
  doubted: Generated<boolean>;
  version: Generated<number>;
  due_at: Date;
};
export type ReconcileRunTable = {
  id: Generated<string>;
  started_at: Date;
  finished_at: Date | null;
  members: Generated<number>;
  accounts: Generated<number>;
  unknown_accounts: Generated<number>;
  missing_accounts: Generated<number>;
  differing: Generated<number>;
  writes: Generated<number>;
  halted: Generated<boolean>;
};

declare module '../platform/db.ts' {
  interface Database {
    feed: FeedTable;
    feed_event: FeedEventTable;
    feed_look: FeedLookTable;
    reconcile_run: ReconcileRunTable;
  }
}
