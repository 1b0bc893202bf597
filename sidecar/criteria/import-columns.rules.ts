import type { Field } from '../areas/field.ts';
import type { AdminScope } from '../areas/scope.ts';
import { comparable } from '../members/import-areas.rules.ts';
import { memberColumns, type MemberColumn } from '../members/import-columns.rules.ts';
import { type Locale, locales, type Texts } from '../platform/i18n.ts';
import { factColumn, lastDayColumn } from './import.ts';
import { typedDay } from './record-text.rules.ts';

const inBoth = <T>(make: (locale: Locale) => T): Readonly<Record<Locale, T>> => ({
  de: make('de'),
  en: make('en'),
});

/** Area, role and one column for each further area: those that an import of people has. */
function grantColumns(columns: readonly MemberColumn[]): MemberColumn[] {
  return columns.filter(({ key }) => key === 'area' || key === 'role' || key.startsWith('area:'));
}

/** A built-in field keeps the titles by which other files name it, however it is called here. */
function aliasesOf(columns: readonly MemberColumn[], { key, builtIn }: Field): string[] {
  const usual = builtIn ? columns.find((column) => column.key === key) : undefined;
  return usual ? [...locales.map((locale) => usual.titles[locale]), ...usual.aliases] : [];
}

/** The network's criteria, what is granted, and the last day. A field that is called like another column is told apart by its key. */
export function criteriaColumns(texts: Texts, scope: AdminScope, fields: readonly Field[]): MemberColumn[] {
  const people = memberColumns(texts, scope);
  const say = (key: string) => inBoth((locale) => texts.translate(locale)(`criteria.import.${key}`));
  const fixed: MemberColumn[] = [
    ...grantColumns(people).filter(({ key }) => !key.startsWith('area:')),
    {
      key: lastDayColumn,
      titles: say('column.lastDay'),
      aliases: ['Gültig bis', 'Enddatum', 'End date'],
      required: false,
      hint: 'criteria.import.hint.lastDay',
      example: inBoth((locale) => typedDay('2027-12-31', locale)),
    },
  ];
  const taken = new Set(fixed.flatMap(({ titles }) => locales.map((locale) => comparable(titles[locale]))));
  const facts = fields.map((field): MemberColumn => {
    const { key, name, type } = field;
    const clash = locales.some((locale) => taken.has(comparable(name[locale])));
    for (const locale of locales) taken.add(comparable(name[locale]));
    return {
      key: factColumn(key),
      titles: inBoth((locale) => (clash ? `${name[locale]} (${key})` : name[locale])),
      aliases: aliasesOf(people, field),
      required: false,
      hint: `criteria.import.hint.${key === 'employeeNumber' ? 'employeeNumber' : type}`,
      example: inBoth((locale) =>
        type === 'date' ? typedDay('1970-12-24', locale) : exampleOf(people, key, locale),
      ),
    };
  });
  return [...facts, ...fixed, ...grantColumns(people).filter(({ key }) => key.startsWith('area:'))];
}

const exampleOf = (people: readonly MemberColumn[], key: string, locale: Locale): string =>
  people.find((column) => column.key === key)?.example[locale] ?? '';
