import { canGrant } from '../areas/policy.rules.ts';
import { roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type Locale, locales, type Texts } from '../platform/i18n.ts';
import { areaColumn, type ColumnKey } from './import.ts';
import { comparable, importAreas } from './import-areas.rules.ts';

type Localized<T> = Readonly<Record<Locale, T>>;
export type MemberColumn = {
  key: string;
  titles: Localized<string>;
  aliases: readonly string[];
  required: boolean;
  hint: string;
  secret?: true;
  example: Localized<string>;
  choices?: Localized<readonly string[]>;
};

const fixed: readonly { key: ColumnKey; required?: true; secret?: true; aliases: readonly string[] }[] = [
  { key: 'salutation', aliases: ['Title'] },
  { key: 'firstName', required: true, aliases: ['Given name'] },
  { key: 'lastName', required: true, aliases: ['Name', 'Familienname', 'Surname', 'Family name'] },
  { key: 'email', aliases: ['E-Mail', 'Mail', 'Mailadresse'] },
  { key: 'username', aliases: ['Login'] },
  {
    key: 'employeeNumber',
    aliases: ['Personal-Nr.', 'Pers.-Nr.', 'Mitarbeiternummer', 'Employee no.', 'Employee ID'],
  },
  { key: 'locale', aliases: [] },
  { key: 'area', required: true, aliases: ['Standort', 'Site'] },
  { key: 'role', aliases: ['Rolle', 'Role', 'Berechtigungsstufe'] },
  { key: 'lastDay', aliases: ['Gültig bis', 'Enddatum', 'End date'] },
  {
    key: 'initialPassword',
    secret: true,
    aliases: [
      'Startpasswort',
      'Erstpasswort',
      'Initialkennwort',
      'Startkennwort',
      'First password',
      'Start password',
    ],
  },
];

function localized<T>(make: (locale: Locale) => T): Localized<T> {
  return Object.fromEntries(locales.map((locale) => [locale, make(locale)])) as Record<Locale, T>;
}

/** The fixed columns and one for each area of this administrator, with what the template offers in them. */
export function memberColumns(texts: Texts, scope: AdminScope): MemberColumn[] {
  const areas = importAreas(scope);
  const translations = localized((locale) => texts.translate(locale));
  const grantable = roles.filter((role) =>
    areas.some(({ area }) => canGrant(scope.tree, scope.actor, area.id, role)),
  );
  const roleNames = localized((locale) =>
    grantable.map((role) => translations[locale](`areas.role.${role}`)),
  );
  const labels = areas.map(({ label }) => label);
  const choices: Partial<Record<ColumnKey, Localized<readonly string[]>>> = {
    area: localized(() => labels),
    role: roleNames,
    locale: localized((locale) =>
      locales.map((choice) => translations[locale](`platform.language.${choice}`)),
    ),
  };
  const example = (key: ColumnKey, locale: Locale): string => {
    if (key === 'area') return labels[0] ?? '';
    // whoever copies the example would give everybody the same password
    if (key === 'initialPassword') return '';
    return choices[key]?.[locale][0] ?? translations[locale](`members.import.example.${key}`);
  };
  const own = fixed.map(({ key, aliases, required, secret }) => ({
    key,
    titles: localized((locale) => translations[locale](`members.import.column.${key}`)),
    aliases,
    required: required === true,
    hint: `members.import.hint.${key}`,
    example: localized((locale) => example(key, locale)),
    ...(secret ? { secret } : {}),
    ...(choices[key] ? { choices: choices[key] } : {}),
  }));
  const reserved = new Set(own.flatMap(({ titles }) => locales.map((locale) => comparable(titles[locale]))));
  return [
    ...own,
    ...areas.map(({ area, label }) => ({
      key: areaColumn(area.id),
      titles: localized(() => (reserved.has(comparable(label)) ? `${label} (${area.slug})` : label)),
      aliases: [area.slug],
      required: false,
      hint: 'members.import.hint.furtherArea',
      example: localized(() => ''),
      choices: roleNames,
    })),
  ];
}
