/**
 * What is forgotten, in the order of a night: what refers to something goes before what it refers to. Days: unless set otherwise,
 * the fewest and the most that can be set; `never`: whether it can be kept for good.
 */
export const kinds = {
  neverActivated: { days: 365, least: 90, most: 1825, never: true },
  deletedPeople: { days: 30, least: 1, most: 1095, never: false },
  registrations: { days: 90, least: 7, most: 365, never: false },
  requests: { days: 365, least: 30, most: 1095, never: false },
  unusedCriteria: { days: 365, least: 30, most: 1825, never: true },
  accessLinks: { days: 180, least: 7, most: 1095, never: false },
  messages: { days: 90, least: 14, most: 730, never: false },
  invitations: { days: 180, least: 30, most: 1095, never: false },
  campaigns: { days: 365, least: 30, most: 1825, never: false },
  letters: { days: 180, least: 30, most: 1095, never: false },
  imports: { days: 90, least: 7, most: 730, never: false },
  bulkActs: { days: 90, least: 7, most: 730, never: false },
  deviations: { days: 180, least: 7, most: 1095, never: false },
  audit: { days: 1095, least: 365, most: 3650, never: false },
} as const satisfies Record<string, Kind>;

export type Kind = { days: number; least: number; most: number; never: boolean };
export type RetentionKey = keyof typeof kinds;
export const retentionKeys = Object.keys(kinds) as RetentionKey[];

/** What was set: a key that is missing counts as its default, null is never. */
export type StoredPeriods = Readonly<Partial<Record<RetentionKey, number | null>>>;
export type Periods = Readonly<Record<RetentionKey, number | null>>;

export const withDefaults = (stored: StoredPeriods): Periods =>
  Object.fromEntries(retentionKeys.map((key) => [key, periodOf(key, stored)])) as Periods;

function periodOf(key: RetentionKey, stored: StoredPeriods): number | null {
  const set = stored[key];
  return set === undefined ? kinds[key].days : set;
}
