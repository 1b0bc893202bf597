import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import type { TextParams } from './errors.ts';

export const locales = ['de', 'en'] as const;
export type Locale = (typeof locales)[number];
export type Translate = (key: string, params?: TextParams) => string;
export type Texts = {
  /** The text of `<room>.<key>`; throws for an unknown key, so that none is ever shown raw. */
  translate(locale: Locale): Translate;
  has(key: string): boolean;
};

export function isLocale(value: unknown): value is Locale {
  return locales.includes(value as Locale);
}

/** The language that was stored with a person or a message; German where this version does not know it. */
export const storedLocale = (stored: unknown): Locale => (isLocale(stored) ? stored : 'de');

/** `ui_locales` → stored choice → Accept-Language → de (screens.md). */
export function chooseLocale(candidates: {
  uiLocales?: unknown;
  choice?: unknown;
  accept?: string | undefined;
}): Locale {
  const asked = typeof candidates.uiLocales === 'string' ? candidates.uiLocales.split(/\s+/) : [];
  const accepted = (candidates.accept ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const wishes = [
    ...asked,
    ...(typeof candidates.choice === 'string' ? [candidates.choice] : []),
    ...accepted,
  ];
  return wishes.map((wish) => wish.toLowerCase().slice(0, 2)).find(isLocale) ?? 'de';
}

/** Reads `<room>/texts/<locale>.json` of every room below `root`; keys begin with the room's name. */
export function readTexts(root: string): Record<Locale, Record<string, unknown>> {
  const texts: Record<Locale, Record<string, unknown>> = { de: {}, en: {} };
  for (const room of readdirSync(root)) {
    for (const locale of locales) {
      const file = join(root, room, 'texts', `${locale}.json`);
      if (existsSync(file)) texts[locale][room] = JSON.parse(readFileSync(file, 'utf8'));
    }
  }
  return texts;
}

/** Texts without parameters are looked up once: a page with a long table asks for the same ones hundreds of times. */
function translator(instance: ReturnType<typeof createInstance>, locale: Locale): Translate {
  const translate = instance.getFixedT(locale);
  const fixed = new Map<string, string>();
  return (key, params) => {
    const plain = params === undefined || Object.keys(params).length === 0;
    const known = plain ? fixed.get(key) : undefined;
    if (known !== undefined) return known;
    // What i18next does not know it answers with the key itself; asking it before would double the work.
    const text = String(translate(key, params ?? {}));
    if (text === key) throw new Error(`no text "${key}" in ${locale}`);
    if (plain) fixed.set(key, text);
    return text;
  };
}

/** All texts of all rooms behind one function a language. */
export function openTexts(root: string): Texts {
  const texts = readTexts(root);
  const instance = createInstance({
    lng: 'de',
    fallbackLng: false,
    resources: { de: { translation: texts.de }, en: { translation: texts.en } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  void instance.init();
  const translators = Object.fromEntries(
    locales.map((locale) => [locale, translator(instance, locale)]),
  ) as Record<Locale, Translate>;
  return {
    translate: (locale) => translators[locale],
    has: (key) => locales.every((locale) => instance.exists(key, { lng: locale, count: 1 })),
  };
}
