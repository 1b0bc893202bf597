import type { KindWithoutLink, MessageData, TextKind } from './kind.ts';

/** Filled in for every kind. */
const always = ['company'] as const;
const person = ['greeting', 'firstName', 'lastName'] as const;

export type PlaceholderName =
  | (typeof always)[number]
  | (typeof person)[number]
  | Exclude<{ [K in TextKind]: keyof MessageData[K] }[TextKind], 'salutation'>;

type Facts<K extends TextKind> = {
  /** Its words are in the texts of this room: `kind.<name>`. */
  placeholders: readonly PlaceholderName[];
  /** What its body may not go without, because the message would be of no use. */
  needed?: readonly PlaceholderName[];
  action: K extends KindWithoutLink ? false : true;
  /** Never behind a campaign. */
  urgent: boolean;
  /** Newcomers are told what to do where the message is not meant for them. */
  to: 'newcomer' | 'employee' | 'administrator';
};

function facts<K extends TextKind>(
  to: Facts<K>['to'],
  action: Facts<K>['action'],
  own: readonly Exclude<keyof MessageData[K], 'salutation' | 'firstName' | 'lastName'>[],
  urgent = false,
): Facts<K> {
  return { to, action, urgent, placeholders: [...always, ...person, ...(own as readonly PlaceholderName[])] };
}

/** Every kind of message there is, in the order in which its text is offered for editing. */
export const kinds: { readonly [K in TextKind]: Facts<K> } = {
  invitation: facts<'invitation'>('newcomer', true, ['areas', 'expiresAt']),
  reminder: facts<'reminder'>('newcomer', true, ['areas', 'expiresAt']),
  neverActivated: facts<'neverActivated'>('newcomer', true, ['areas', 'expiresAt']),
  accessLink: facts<'accessLink'>('newcomer', true, ['area', 'expiresAt'], true),
  emailCode: {
    ...facts<'emailCode'>('newcomer', false, [], true),
    placeholders: ['company', 'code', 'minutes'],
    needed: ['code'],
  },
  registrationRefused: {
    ...facts<'registrationRefused'>('newcomer', true, []),
    placeholders: ['company', 'area'],
  },
  loginHint: facts<'loginHint'>('employee', true, ['username', 'area'], true),
  duplicateRegistration: facts<'duplicateRegistration'>('employee', true, ['username', 'area'], true),
  requestReceived: facts<'requestReceived'>('employee', true, ['area']),
  requestApproved: facts<'requestApproved'>('employee', true, ['areas', 'endsAt']),
  requestRejected: facts<'requestRejected'>('employee', true, ['area', 'reason', 'againAt']),
  mergeRequest: facts<'mergeRequest'>('employee', true, ['username', 'area']),
  grantEnds: facts<'grantEnds'>('employee', false, ['area', 'endsAt']),
  addressAdded: facts<'addressAdded'>('employee', false, ['username']),
  recordUsedAgain: facts<'recordUsedAgain'>('employee', false, ['attemptedAt']),
  requestDigest: facts<'requestDigest'>('administrator', true, ['count', 'areas', 'oldest']),
  grantsEnd: facts<'grantsEnd'>('administrator', true, ['count', 'areas', 'endsAt']),
  usedRecordTried: facts<'usedRecordTried'>('administrator', true, ['area', 'attemptedAt']),
  registrationAlarm: facts<'registrationAlarm'>('administrator', true, ['area', 'count']),
};
export const textKinds = Object.keys(kinds) as TextKind[];

export function isTextKind(value: unknown): value is TextKind {
  return typeof value === 'string' && Object.hasOwn(kinds, value);
}

/** Every placeholder that a message of this kind fills in; `link` is none of them. */
export const placeholdersOf = (kind: TextKind): readonly PlaceholderName[] => kinds[kind].placeholders;

/** All there are, each once. */
export const allPlaceholders: readonly PlaceholderName[] = [
  ...new Set(textKinds.flatMap((kind) => placeholdersOf(kind))),
];
