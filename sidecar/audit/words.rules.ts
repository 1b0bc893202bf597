import { isRole } from '../areas/role.ts';
import { isTextKind } from '../mail/kinds.ts';
import { isLocale, type Translate } from '../platform/i18n.ts';
import { isAct } from './acts.rules.ts';
import type { AuditEntry } from './audit.read-model.ts';

/** Codes in the details of a row that have words of their own; any other is shown as it is. */
const codes = {
  origin: [
    'manual',
    'import',
    'importUndone',
    'operator',
    'demo',
    'console',
    'adopted',
    'invitation',
    'criteria',
    'accessLink',
    'openRegistration',
    'mismatch',
    'request',
    'merge',
    'retention',
  ],
  way: ['criteria', 'link', 'open'],
  bulk: ['invite', 'grant', 'revoke', 'suspend', 'reactivate', 'delete', 'erase'],
  field: [
    'salutation',
    'firstName',
    'lastName',
    'email',
    'username',
    'employeeNumber',
    'locale',
    'account',
    'groups',
    'enabled',
    'emailVerified',
    'role',
    'area',
    'companyName',
    'accent',
    'startUrl',
    'senderLine',
    'helpContactDe',
    'helpContactEn',
    'whoHelpsDe',
    'whoHelpsEn',
    'letterDays',
    'grantNoticeDays',
    'senderName',
    'replyTo',
    'logo',
    'perMinute',
    'reminder',
    'keepCriteria',
    'facts',
    'grants',
    'endsAt',
    'name',
    'startAppUrl',
    'openRegistration',
    'mismatchRequest',
    'intro',
    'questions',
    'expireDays',
    'againDays',
    'rejectModules',
    'neverActivated',
    'deletedPeople',
    'registrations',
    'requests',
    'unusedCriteria',
    'accessLinks',
    'messages',
    'invitations',
    'campaigns',
    'letters',
    'imports',
    'bulkActs',
    'deviations',
    'audit',
  ],
  ending: ['expired', 'withdrawn', 'replaced', 'obsolete', 'unsent'],
  what: ['link', 'passwordMail'],
  kind: [
    'firstName',
    'lastName',
    'username',
    'employeeNumber',
    'email',
    'enabled',
    'grantAdded',
    'grantRemoved',
    'accountDeleted',
    'accountTwice',
    'groupRenamed',
    'groupDeleted',
  ],
} as const;

/** Ways in which a person or a grant can have come. */
export const origins: readonly string[] = codes.origin;

export function codeText(t: Translate, kind: keyof typeof codes, code: unknown): string {
  const known: readonly string[] = codes[kind];
  return typeof code === 'string' && known.includes(code) ? t(`audit.${kind}.${code}`) : String(code);
}

const roleText = (t: Translate, role: unknown): string =>
  isRole(role) ? t(`areas.role.${role}`) : String(role);

export function actText(t: Translate, act: string): string {
  return isAct(act) ? t(`audit.act.${act}`) : act;
}

/** Who did it: a person by name, or what stood in for one. */
export function actorText(t: Translate, { actorKind, actorName }: AuditEntry): string {
  if (actorKind === 'operator' || actorKind === 'system') return t(`audit.actor.${actorKind}`);
  return actorName ?? t('audit.actor.gone');
}

/** What else the row knows, in words; one entry a fact. */
export function detailTexts(
  t: Translate,
  { details, importId, act }: Pick<AuditEntry, 'details' | 'importId' | 'act'>,
): string[] {
  const {
    role,
    from,
    fields,
    rows,
    invited,
    origin,
    ending,
    what,
    way,
    kind,
    bulk,
    people,
    text,
    language,
    messages,
    links,
    app,
    format,
    sessions,
    traces,
  } = details;
  const change = from === undefined ? roleText(t, role) : `${roleText(t, from)} → ${roleText(t, role)}`;
  const names = Array.isArray(fields) ? fields.map((field) => codeText(t, 'field', field)).join(', ') : '';
  return [
    ...(role === undefined ? [] : [change]),
    ...(names ? [names] : []),
    ...(typeof rows === 'number' ? [t('audit.detail.rows', { count: rows })] : []),
    ...(typeof invited === 'number' ? [t('audit.detail.invited', { count: invited })] : []),
    ...(origin === undefined ? [] : [codeText(t, 'origin', origin)]),
    ...(ending === undefined ? [] : [codeText(t, 'ending', ending)]),
    ...(what === undefined ? [] : [codeText(t, 'what', what)]),
    ...(way === undefined ? [] : [codeText(t, 'way', way)]),
    ...(bulk === undefined ? [] : [codeText(t, 'bulk', bulk)]),
    ...(typeof people === 'number' ? [t('audit.detail.people', { count: people })] : []),
    ...(typeof text === 'string' ? [isTextKind(text) ? t(`mail.kind.${text}.name`) : text] : []),
    ...(isLocale(language) ? [t(`platform.language.${language}`)] : []),
    ...(typeof messages === 'number' ? [t('audit.detail.messages', { count: messages })] : []),
    ...(typeof links === 'number' ? [t('audit.detail.links', { count: links })] : []),
    ...(typeof sessions === 'number' ? [t('audit.detail.sessions', { count: sessions })] : []),
    ...(typeof traces === 'number' ? [t('audit.detail.traces', { count: traces })] : []),
    ...(typeof app === 'string' ? [app] : []),
    ...(typeof format === 'string' ? [format.toUpperCase()] : []),
    ...(kind === undefined ? [] : [codeText(t, 'kind', kind)]),
    ...(importId && origin === undefined && !act.startsWith('import.') ? [t('audit.origin.import')] : []),
  ];
}

/** A row as the pages show it. */
export function entryView(t: Translate, entry: AuditEntry, mayOpenImports: boolean) {
  const { id, at, act, areaName, memberId, memberName, memberOpens, importId, importThere } = entry;
  return {
    id,
    at,
    who: actorText(t, entry),
    act: actText(t, act),
    area: areaName,
    ...(memberId ? { person: memberName ?? t('audit.deletedPerson') } : {}),
    ...(memberId && memberOpens ? { personHref: `/admin/members/${memberId}` } : {}),
    details: detailTexts(t, entry),
    ...(importId && importThere && mayOpenImports ? { importHref: `/admin/imports/${importId}` } : {}),
  };
}
export type EntryView = ReturnType<typeof entryView>;

export const columns = ['at', 'who', 'act', 'person', 'area', 'details'] as const;

/** A row as the exported table holds it; the time in the network's time zone, sortable. */
export function entryCells(t: Translate, entry: AuditEntry): string[] {
  const { at, who, act, person = '', area, details } = entryView(t, entry, false);
  return [sortable(at), who, act, person, area ?? '', details.join('; ')];
}

const two = (value: number): string => String(value).padStart(2, '0');
function sortable(at: Date): string {
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(two).join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
