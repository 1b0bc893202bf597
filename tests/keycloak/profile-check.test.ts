import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newUserBody } from '../../sidecar/keycloak/account.rules.ts';
import { type Profile, surelyValid } from '../../sidecar/keycloak/profile-check.rules.ts';
import { bulkSecret, codeOf, laneOf, make } from './lanes.ts';
import { newUser } from './people.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';

let fixture: RealmFixture;
beforeAll(async () => {
  fixture = await openRealm({ bulkSecret });
});
afterAll(() => fixture.close());

type Attribute = NonNullable<Profile['attributes']>[number];
const base = ['username', 'email', 'firstName', 'lastName', 'member_id', 'employee_number'];
const profileWith = (attribute: Attribute): Profile => ({
  attributes: [...base.filter((name) => name !== attribute.name).map((name) => ({ name })), attribute],
});
const person = (employeeNumber?: string) =>
  newUserBody(newUser(employeeNumber === undefined ? {} : { employeeNumber }));
const number = (validations: NonNullable<Attribute['validations']>, more: Partial<Attribute> = {}) =>
  profileWith({ name: 'employee_number', validations, ...more });

test.each([
  ['no rule', {}, '00042', true],
  ['length within', { length: { min: 3, max: '5' } }, '00042', true],
  ['length over', { length: { max: 4 } }, '00042', false],
  ['pattern that fits', { pattern: { pattern: '[0-9]{5}' } }, '00042', true],
  ['pattern of a part only', { pattern: { pattern: '[0-9]{4}' } }, '00042', false],
  ['pattern that Java reads its own way', { pattern: { pattern: '\\p{Digit}+' } }, '00042', false],
  ['pattern that is none', { pattern: { pattern: '[0-9' } }, '00042', false],
  ['one of the options', { options: { options: ['00042', '7'] } }, '00042', true],
  ['none of the options', { options: { options: ['7'] } }, '00042', false],
  ['a whole number', { integer: { min: 1, max: 100 } }, '00042', true],
  ['a number out of bounds', { integer: { max: 41 } }, '00042', false],
  ['a validator that nobody here knows', { 'acme-number': {} }, '00042', false],
  ['a validator by the name of a property', { constructor: {} }, '00042', false],
  ['blanks at an end', {}, ' 00042', false],
] as const)('%s', (_name, validations, value, passes) => {
  expect(surelyValid(number(validations), person(value))).toBe(passes);
});

test('what must be filled in, may not be written or is not declared goes the careful way', () => {
  expect(surelyValid(number({}, { required: { roles: ['user'] } }), person())).toBe(false);
  expect(surelyValid(number({}, { required: {} }), person('1'))).toBe(true);
  expect(surelyValid(number({}, { permissions: { edit: ['user'] } }), person('1'))).toBe(false);
  expect(surelyValid({ attributes: base.slice(0, 5).map((name) => ({ name })) }, person('1'))).toBe(false);
  expect(surelyValid({}, person())).toBe(false);
});

test('strange but honest names pass the rules that Keycloak ships', async () => {
  const profile = (await fixture.admin.users.getProfile({ realm: fixture.realm })) as Profile;
  const passes = (over: Parameters<typeof newUser>[0]) => surelyValid(profile, newUserBody(newUser(over)));
  for (const firstName of ['İbrahim', 'Nguyễn Thị', "O'Casey", 'Ä'.repeat(120), '李', 'D’Angelo, jr.'])
    expect([firstName, passes({ firstName })]).toEqual([firstName, true]);
  for (const over of [
    { firstName: '<b>' },
    { lastName: 'x'.repeat(256) },
    { email: 'not-an-address' },
    { username: 'аdmin' },
    { username: 'with space' },
  ])
    expect([over, passes(over)]).toEqual([over, false]);
});

test("a realm's own rule is kept by both lanes: refused with its field, and not stored", async () => {
  const { admin, realm } = fixture;
  const profile = (await admin.users.getProfile({ realm })) as { attributes?: Attribute[] };
  const attributes = (profile.attributes ?? []).map((one) =>
    one.name === 'employee_number' ? { ...one, validations: { pattern: { pattern: 'P-[0-9]+' } } } : one,
  );
  await admin.users.updateProfile({ realm, ...profile, attributes } as object);
  for (const name of ['careful', 'bulk'] as const) {
    const good = newUser({ employeeNumber: 'P-1' });
    const bad = newUser({ employeeNumber: '4711' });
    const outcomes = await make(laneOf(fixture, name), [good, bad]);
    expect([name, ...outcomes.map(codeOf)]).toEqual([name, 'made', 'keycloak_rejected']);
    expect(await fixture.directory.findByMember(bad.memberId)).toBeUndefined();
  }
});
