import { addDays } from '../platform/clock.ts';
import type { MessageData, TextKind } from './kind.ts';

const somebody = { salutation: 'Frau', firstName: 'Erika', lastName: 'Mustermann' };
/** Two given and two family names of full length: what a text has to bear. */
const longName = {
  salutation: 'Frau',
  firstName: 'Maximiliane-Friederike Wilhelmine',
  lastName: 'Freifrau von Hohenzollern-Sigmaringendorf-Leutheusser',
};

/** Facts of a made-up message of this kind, about nobody; `longest` with the longest name to expect. */
export function sampleData<K extends TextKind>(
  kind: K,
  { now, area, reason, longest = false }: { now: Date; area: string; reason: string; longest?: boolean },
): MessageData[K] {
  const person = longest ? longName : somebody;
  const username = longest ? 'maximiliane-friederike.hohenzollern' : 'erika.mustermann';
  const areas = [area];
  const samples: MessageData = {
    invitation: { ...person, areas, expiresAt: addDays(now, 30) },
    reminder: { ...person, areas, expiresAt: addDays(now, 14) },
    neverActivated: { ...person, areas, expiresAt: addDays(now, 30) },
    emailCode: { code: '482 915', minutes: 10 },
    registrationRefused: { area },
    accessLink: { ...person, area, expiresAt: addDays(now, 30) },
    loginHint: { ...person, username, area },
    duplicateRegistration: { ...person, username, area },
    recordUsedAgain: { ...person, attemptedAt: now },
    usedRecordTried: { ...person, area, attemptedAt: now },
    registrationAlarm: { ...person, area, count: 24 },
    requestReceived: { ...person, area },
    requestApproved: { ...person, areas, endsAt: addDays(now, 180) },
    requestRejected: {
      ...person,
      area,
      reason,
      againAt: addDays(now, 30),
    },
    requestDigest: { ...person, count: 3, areas, oldest: addDays(now, -2) },
    mergeRequest: { ...person, username, area },
    grantEnds: { ...person, area, endsAt: addDays(now, 14) },
    grantsEnd: { ...person, count: 5, areas, endsAt: addDays(now, 14) },
    addressAdded: { ...person, username },
  };
  return samples[kind];
}
