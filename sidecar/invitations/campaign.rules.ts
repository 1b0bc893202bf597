export type ReminderPlan = { afterDays: number; limit: number };
/** What is decided when a campaign is started. */
export type CampaignPlan = {
  /** At once where it is missing. */
  startsAt?: Date;
  /** Most mails a minute; null: as fast as the mail server takes them. */
  perMinute: number | null;
  /** How long a link opens, counted from the start; null: the days of the configuration. */
  validDays: number | null;
  /** Null: nobody is reminded. */
  reminder: ReminderPlan | null;
};

/** At once, as fast as possible, nobody is reminded. */
export const plainPlan: CampaignPlan = { perMinute: null, validDays: null, reminder: null };

/** What of a running campaign was set to something else, by the names that the log uses. */
export function changedSettings(
  held: { perMinute: number | null; reminder: ReminderPlan | null },
  wanted: { perMinute: number | null; reminder: ReminderPlan | null },
): string[] {
  const pace = held.perMinute !== wanted.perMinute;
  const reminder =
    held.reminder?.afterDays !== wanted.reminder?.afterDays ||
    held.reminder?.limit !== wanted.reminder?.limit;
  return [...(pace ? ['perMinute'] : []), ...(reminder ? ['reminder'] : [])];
}

/** Share of `part` in `whole` as whole percent; nothing to say where there is no whole. */
export function percent(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.round((100 * part) / whole) : undefined;
}
