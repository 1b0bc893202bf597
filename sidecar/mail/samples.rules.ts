import { addSeconds } from '../platform/clock.ts';
import type { MessageData, TextKind } from './kind.ts';

const somebody = { salutation: 'Frau', firstName: 'Erika', lastName: 'Mustermann' };
/** Two given and two family names of full length: what a text has to bear. */
const longName = {
  salutation: 'Frau',
  firstName: 'Maximiliane-Friederike Wilhelmine',
  lastName: 'Freifrau von Hohenzollern-Sigmaringendorf-Leutheusser',
};
const day = 24 * 3600;

/** Facts of a made-up message of this kind, about nobody; `longest` with the longest name to expect. */
export function sampleData<K extends TextKind>(
  kind: K,
  { now, area, reason, longest = false }: { now: Date; area: string; reason: string; longest?: boolean },
): MessageData[K] {
  const person = longest ? longName : somebody;
  const username = longest ? 'maximiliane-friederike.hohenzollern' : 'erika.mustermann';
  const areas = [area];
  const samples: MessageData = {
    invitation: { ...person, areas, expiresAt: addSeconds(now, 30 * day) },
    reminder: { ...person, areas, expiresAt: addSeconds(now, 14 * day) },
    emailCode: { code: '482 915', minutes: 10 },
    registrationRefused: { area },
    accessLink: { ...person, area, expiresAt: addSeconds(now, 30 * day) },
    loginHint: { ...person, username, area },
    duplicateRegistration: { ...person, username, area },
    recordUsedAgain: { ...person, attemptedAt: now },
    usedRecordTried: { ...person, area, attemptedAt: now },
    registrationAlarm: { ...person, area, count: 24 },
    requestReceived: { ...person, area },
    requestApproved: { ...person, areas, endsAt: addSeconds(now, 180 * day) },
    requestRejected: {
      ...person,
      area,
      reason,
      againAt: addSeconds(now, 30 * day),
    },
    requestDigest: { ...person, count: 3, areas, oldest: addSeconds(now, -2 * day) },
    mergeRequest: { ...person, username, area },
    grantEnds: { ...person, area, endsAt: addSeconds(now, 14 * day) },
    grantsEnd: { ...person, count: 5, areas, endsAt: addSeconds(now, 14 * day) },
    addressAdded: { ...person, username },
  };
  return samples[kind];
}
