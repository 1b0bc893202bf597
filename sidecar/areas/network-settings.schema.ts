import { z } from 'zod';
import { isMailAddress } from '../platform/mail-address.rules.ts';
import type { SettingName } from './network-settings.ts';

const problem = (name: string) => `areas.settings.problem.${name}`;
/** Nothing that can be seen, or that turns the direction of what can. */
export const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export const settingLimits = {
  companyName: 80,
  startUrl: 100,
  senderLine: 120,
  helpContactDe: 240,
  helpContactEn: 240,
  whoHelpsDe: 1500,
  whoHelpsEn: 1500,
  senderName: 80,
  replyTo: 254,
} as const satisfies Partial<Record<SettingName, number>>;
/** A help contact stands at the foot of a letter. */
const contactLines = 4;

/** Empty is null: the default counts. */
const orDefault = (value: string): string | null => (value === '' ? null : value);

function line(max: number) {
  return z
    .string()
    .default('')
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .max(max, problem('long'))
        .refine((text) => !invisible.test(text), problem('characters'))
        .transform(orDefault),
    );
}

function paragraphs(max: number, lines?: number) {
  return z
    .string()
    .default('')
    .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(max, problem('long'))
        .refine((text) => !invisible.test(text.replaceAll('\n', '')), problem('characters'))
        .refine((text) => lines === undefined || text.split('\n').length <= lines, problem('lines'))
        .transform(orDefault),
    );
}

/** A plain https address as people can type it: no name, question mark or hash in it; undefined for any other. */
export function plainAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password || url.search || url.hash) return undefined;
  if (/[?#\s]/.test(text) || !url.hostname.includes('.')) return undefined;
  return url.href.replace(/\/$/, '');
}

const startUrl = line(settingLimits.startUrl).transform((text, context) => {
  if (text === null) return null;
  const address = plainAddress(text);
  if (address !== undefined && address.length <= settingLimits.startUrl) return address;
  context.addIssue({ code: 'custom', message: problem('startUrl') });
  return z.NEVER;
});

const replyTo = line(settingLimits.replyTo).refine(
  (text) => text === null || isMailAddress(text),
  problem('replyTo'),
);

const days = z
  .string()
  .default('')
  .transform((text, context) => {
    const value = text.trim();
    if (value === '') return null;
    if (/^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 365) return Number(value);
    context.addIssue({ code: 'custom', message: problem('days') });
    return z.NEVER;
  });

export const settingsForm = z.object({
  version: z.coerce.number().int().min(1),
  companyName: line(settingLimits.companyName),
  accent: z
    .string()
    .default('')
    .transform((text) => text.trim().toLowerCase())
    .pipe(
      z
        .string()
        .regex(/^(#[0-9a-f]{6})?$/, problem('accent'))
        .transform(orDefault),
    ),
  startUrl,
  senderLine: line(settingLimits.senderLine),
  helpContactDe: paragraphs(settingLimits.helpContactDe, contactLines),
  helpContactEn: paragraphs(settingLimits.helpContactEn, contactLines),
  whoHelpsDe: paragraphs(settingLimits.whoHelpsDe),
  whoHelpsEn: paragraphs(settingLimits.whoHelpsEn),
  letterDays: days,
  grantNoticeDays: days,
  senderName: line(settingLimits.senderName),
  replyTo,
  /** Empty is the default: facts are dropped once they were used. */
  keepCriteria: z
    .enum(['', 'true'], problem('keepCriteria'))
    .default('')
    .transform((value) => (value === 'true' ? true : null)),
});
export type SettingsForm = z.output<typeof settingsForm>;
export const logoForm = z.object({ version: z.coerce.number().int().min(1) });

/** Names of the fields on the page, for the summary of what was refused. */
export const settingLabels: Readonly<Record<SettingName | 'logo', string>> = {
  companyName: 'areas.settings.field.companyName',
  accent: 'areas.settings.field.accent',
  startUrl: 'areas.settings.field.startUrl',
  senderLine: 'areas.settings.field.senderLine',
  helpContactDe: 'areas.settings.field.helpContactDe',
  helpContactEn: 'areas.settings.field.helpContactEn',
  whoHelpsDe: 'areas.settings.field.whoHelpsDe',
  whoHelpsEn: 'areas.settings.field.whoHelpsEn',
  letterDays: 'areas.settings.field.letterDays',
  grantNoticeDays: 'areas.settings.field.grantNoticeDays',
  senderName: 'areas.settings.field.senderName',
  replyTo: 'areas.settings.field.replyTo',
  keepCriteria: 'areas.settings.field.keepCriteria',
  logo: 'areas.settings.field.logo',
};
