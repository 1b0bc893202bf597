import type { Area } from '../areas/area.ts';
import type { Role } from '../areas/role.ts';
import { roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type Field, firstValue, type FormValues, type RefusedForm } from '../platform/http/form.rules.ts';
import { type Locale, locales, type Translate } from '../platform/i18n.ts';
import { comparable } from './import-areas.rules.ts';
import type { Member } from './member.ts';
import { personLabels } from './person.schema.ts';
import { grantableAreas, grantableRoles } from './person.rules.ts';

type Name = keyof typeof personLabels;
export type PersonFields = Partial<Record<Name, Field>>;
/** What the form shows besides what was typed: complaints, and hints that replace the usual ones. */
type Shown = {
  t: Translate;
  values: FormValues;
  errors?: RefusedForm['errors'] | undefined;
  hints?: Partial<Record<Name, string>>;
};

const limits: Partial<Record<Name, number>> = {
  salutation: 60,
  firstName: 120,
  lastName: 120,
  email: 254,
  username: 120,
  employeeNumber: 64,
};
const required = new Set<Name>(['firstName', 'lastName', 'areaId', 'role']);
const explained = new Set<Name>(['email', 'username', 'employeeNumber', 'lastDay']);

function field({ t, values, errors = {}, hints = {} }: Shown, name: Name, more: Partial<Field> = {}): Field {
  const help = hints[name] ?? (explained.has(name) ? t(`members.person.hint.${name}`) : undefined);
  const max = limits[name];
  return {
    name,
    label: t(personLabels[name]),
    value: firstValue(values, name),
    ...(required.has(name) ? { required: true } : {}),
    ...(max ? { max } : {}),
    ...(help ? { help } : {}),
    ...(errors[name] ? { error: errors[name] } : {}),
    ...more,
  };
}

/** The fields that say who somebody is. */
export function identityFields(
  shown: Shown,
  { focus, emailFixed }: { focus?: boolean; emailFixed?: boolean } = {},
): PersonFields {
  const { t } = shown;
  return {
    salutation: field(shown, 'salutation', focus ? { autofocus: true } : {}),
    firstName: field(shown, 'firstName'),
    lastName: field(shown, 'lastName'),
    email: field(shown, 'email', { type: 'email', plain: true, ...(emailFixed ? { readonly: true } : {}) }),
    username: field(shown, 'username', { plain: true }),
    employeeNumber: field(shown, 'employeeNumber', { plain: true }),
    locale: field(shown, 'locale', {
      options: locales.map((value: Locale) => ({ value, text: t(`platform.language.${value}`) })),
    }),
  };
}

/** An area's name, with its short name where another one is called the same. */
export function areaLabel(areas: readonly Area[], area: Area): string {
  const twins = areas.filter(({ name }) => comparable(name) === comparable(area.name));
  return twins.length > 1 ? `${area.name} (${area.slug})` : area.name;
}

/** First area, its role, and how long; only what this administrator may give. */
export function admissionFields(shown: Shown, scope: AdminScope): PersonFields {
  const { t } = shown;
  const areas = grantableAreas(scope);
  const given = new Set(areas.flatMap((area) => grantableRoles(scope, area.id)));
  const offered: readonly Role[] = roles.filter((role) => given.has(role));
  return {
    areaId: field(shown, 'areaId', {
      options: areas.map((area) => ({ value: area.id, text: areaLabel(areas, area) })),
    }),
    role: field(shown, 'role', {
      options: offered.map((value) => ({ value, text: t(`areas.role.${value}`) })),
    }),
    lastDay: field(shown, 'lastDay', { type: 'date' }),
  };
}

/** A member's fields as a form would send them. */
export function valuesOf(member: Member): FormValues {
  const { salutation, firstName, lastName, email, username, employeeNumber, locale } = member;
  return {
    salutation: salutation ?? '',
    firstName,
    lastName,
    email: email ?? '',
    username,
    employeeNumber: employeeNumber ?? '',
    locale,
  };
}

/** After somebody else was faster: what is stored now, beside each field in which it differs from what was typed. */
export function storedHints(t: Translate, typed: FormValues, member: Member): Partial<Record<Name, string>> {
  const stored = valuesOf(member);
  const differing = (Object.keys(stored) as Name[]).filter(
    (name) => firstValue(stored, name) !== firstValue(typed, name),
  );
  return Object.fromEntries(
    differing.map((name) => {
      const value = firstValue(stored, name);
      const text = name === 'locale' ? t(`platform.language.${value}`) : value;
      return [name, t('members.person.storedNow', { value: text === '' ? '–' : text })];
    }),
  );
}
