import type { Locale } from '../platform/i18n.ts';

/** What stands on one person's letter. */
export type LetterContent = {
  /** The person's language comes first, the other one beside it; one that Einlass does not speak counts as German. */
  locale: string;
  salutation?: string;
  firstName: string;
  lastName: string;
  areaName: string;
  employeeNumber?: string;
  username: string;
  /** As it is typed, hyphens included. */
  password: string;
  expiresAt: Date;
};

/** How the network shows itself on paper; the same for every letter of a file. */
export type LetterLook = {
  companyName: string;
  logo?: { bytes: Buffer; mediaType: 'image/png' | 'image/jpeg' };
  /** `#rrggbb` */
  accent: string;
  /** All that the QR code holds. */
  startUrl: string;
  senderLine: string;
  helpContact: Readonly<Record<Locale, string>>;
};

/** One person on the list to tick off. */
export type TickRow = {
  areaName: string;
  firstName: string;
  lastName: string;
  employeeNumber?: string;
  username: string;
};
