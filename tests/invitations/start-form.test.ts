import { expect, test } from '@jest/globals';
import { changedSettings, percent } from '../../sidecar/invitations/campaign.rules.ts';
import { settingsForm, startForm } from '../../sidecar/invitations/campaign.schema.ts';
import { fieldValue, momentIn } from '../../sidecar/invitations/start-time.rules.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { fileURLToPath } from 'node:url';

const berlin = 'Europe/Berlin';
const formKey = '3f0f4bd2-7c2f-4f1b-9b35-0d5c2f1f7a11';
const now = new Date('2027-03-20T12:00:00Z');
const form = startForm(() => now, berlin);
const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));

test('a time on the wall is the moment that it means in the zone, and is shown as it was typed', () => {
  for (const [zone, text, moment] of [
    [berlin, '2027-03-21T08:00', '2027-03-21T07:00:00.000Z'],
    [berlin, '2027-06-21T08:00', '2027-06-21T06:00:00.000Z'],
    ['America/New_York', '2027-03-21T08:00', '2027-03-21T12:00:00.000Z'],
    ['Asia/Kathmandu', '2027-03-21T00:15', '2027-03-20T18:30:00.000Z'],
    ['UTC', '2027-03-28T02:30', '2027-03-28T02:30:00.000Z'],
    // Twice on that night: the first time counts.
    [berlin, '2027-10-31T02:30', '2027-10-31T00:30:00.000Z'],
  ] as const) {
    expect(momentIn(zone, text)).toEqual({ moment: new Date(moment) });
    expect(fieldValue(zone, new Date(moment))).toBe(text);
  }
  expect(momentIn(berlin, '2027-03-28T02:30')).toEqual({ problem: 'gap' });
  expect(momentIn('Australia/Lord_Howe', '2027-10-03T02:15')).toEqual({ problem: 'gap' });
  for (const text of [
    '',
    '2027-02-30T08:00',
    '2027-13-01T08:00',
    '2027-03-21T24:00',
    '21.03.2027 08:00',
    "'; --",
  ])
    expect(momentIn(berlin, text)).toEqual({ problem: 'format' });
});

const complaints = (sent: Record<string, string>): string[] => {
  const read = form.safeParse({ formKey, ...sent });
  return (read.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} ${message.split('.').at(-1)}`,
  );
};

test('a form of an older page starts a campaign, too', () => {
  expect(form.parse({})).toEqual({
    formKey: undefined,
    plan: { perMinute: null, validDays: null, reminder: null },
  });
});

test('the form for a start refuses at its fields, in words that say what to do', () => {
  expect(form.parse({ formKey })).toEqual({
    formKey,
    plan: { perMinute: null, validDays: null, reminder: null },
  });
  expect(
    form.parse({
      formKey,
      startsAt: '2027-03-21T08:00',
      perMinute: ' 30 ',
      validDays: '14',
      reminder: 'on',
      reminderAfterDays: '5',
      reminderLimit: '2',
    }).plan,
  ).toEqual({
    startsAt: new Date('2027-03-21T07:00:00Z'),
    perMinute: 30,
    validDays: 14,
    reminder: { afterDays: 5, limit: 2 },
  });
  expect(complaints({ startsAt: '2027-03-20T12:59' })).toEqual(['startsAt startPast']);
  expect(complaints({ startsAt: '2027-06-30T08:00' })).toEqual(['startsAt startFar']);
  expect(complaints({ startsAt: '2027-03-28T02:30' })).toEqual(['startsAt startGap']);
  expect(complaints({ startsAt: 'morgen' })).toEqual(['startsAt startFormat']);
  expect(complaints({ perMinute: '0' })).toEqual(['perMinute perMinute']);
  expect(complaints({ perMinute: '1e3', validDays: '366' })).toEqual([
    'perMinute perMinute',
    'validDays validDays',
  ]);
  expect(complaints({ reminder: 'on', reminderAfterDays: '3' })).toEqual([
    'reminderLimit reminderIncomplete',
  ]);
  for (const name of [
    'startFormat',
    'startGap',
    'startPast',
    'startFar',
    'perMinute',
    'validDays',
    'reminder',
  ])
    expect(texts.has(`invitations.campaignForm.problem.${name}`)).toBe(true);
  // Numbers that are typed while reminders are off do not switch them on.
  expect(
    settingsForm.parse({ reminder: 'off', reminderAfterDays: '3', reminderLimit: '1' }).reminder,
  ).toBeNull();
});

test('what changed is named, and shares are of something', () => {
  const held = { perMinute: 5, reminder: { afterDays: 3, limit: 1 } };
  expect(changedSettings(held, { perMinute: 5, reminder: { afterDays: 3, limit: 1 } })).toEqual([]);
  expect(changedSettings(held, { perMinute: null, reminder: { afterDays: 3, limit: 2 } })).toEqual([
    'perMinute',
    'reminder',
  ]);
  expect(changedSettings(held, { perMinute: 5, reminder: null })).toEqual(['reminder']);
  expect([percent(1, 3), percent(3, 3), percent(0, 0)]).toEqual([33, 100, undefined]);
});
