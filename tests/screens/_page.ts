import type { Page } from 'playwright-core';
import type { ScreensHouse } from './_house.ts';
import type { Someone } from './_people.ts';

export const locales = ['de', 'en'] as const;
export type Locale = (typeof locales)[number];
export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

/** A browser of one language in front of Keycloak, as nobody. */
export type Visit = {
  page: Page;
  locale: Locale;
  at: ScreensHouse;
  /** The address by which the sample app asks for a sign-in; `more` are further parameters. */
  auth(more?: Record<string, string>): string;
  /** A new person with a password. */
  person(like?: Someone): Promise<{ id: string; username: string; email: string }>;
};

/** A page that our people meet, and how one gets there. */
export type ScreenPage = {
  /** Of the picture. */
  name: string;
  /** One of those that most people see: also shown as narrow as a phone. */
  often?: true;
  open(visit: Visit): Promise<unknown>;
};

/** One of Keycloak's, known by its sentences, whatever language it is in. */
export type KeycloakPage = ScreenPage & {
  /** What Keycloak calls its template, without `.ftl`; the account console's pages have none. */
  template?: string;
  /** Key of its heading. */
  title: string;
  /** Key of a sentence that it shows besides. */
  says?: string;
};

/** One of the sidecar's, known by something that only it has. */
export type OwnPage = ScreenPage & { shows: string };
