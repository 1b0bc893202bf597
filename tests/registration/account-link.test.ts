import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { linkedRegistration } from '../../sidecar/registration/account.service.ts';
import { sendCode } from '../../sidecar/registration/code.service.ts';
import { knownMessages } from '../../sidecar/registration/known.message.ts';
import { expireRegistrations } from '../../sidecar/registration/expire.service.ts';
import { decisionHouse, type House } from './decision-house.ts';

let house: House;
beforeAll(async () => {
  house = await decisionHouse();
});
afterAll(() => house.close());

const day = 24 * 3600;

/** Somebody registers with an address that has an account; the code was asked for. */
async function known() {
  const email = `${randomUUID()}@web.example`;
  const owner = await house.employee(email);
  const id = await house.registration({ firstName: 'Erika' }, { email, state: 'sent' });
  await house.db.updateTable('registration').set({ code_due: true }).where('id', '=', id).execute();
  await sendCode({ ...house.deps, mayMail: async () => true }, id);
  return { email, owner, id };
}
/** What the mail of this registration says at the moment of sending. */
async function mailOf(id: string, toAddress: string) {
  const { ring, origin, clock } = house.deps;
  const message = { id: 'm', subjectId: id, toAddress } as ClaimedMessage;
  const [duplicate] = knownMessages({ ring, origin, clock });
  return (await duplicate.load(house.db, [message])).get('m');
}
const secretOf = (link: string | undefined): string => link?.split('/').at(-1) ?? '';
const linked = (secret: string) => linkedRegistration(house.deps, secret, house.now());

test('the mail names the account and carries the link; what was typed waits for a day, then neither opens anything', async () => {
  const { email, owner, id } = await known();
  expect(await house.row(id)).toMatchObject({ state: 'sent', known_member_id: owner });
  const mail = await mailOf(id, email);
  expect(mail).toMatchObject({ data: { firstName: 'Erika', area: 'Muster AG' } });
  const secret = secretOf(mail?.link);
  expect(await linked(secret)).toMatchObject({ id, known_member_id: owner });
  expect(await linked(secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBeUndefined();
  house.advance(1500);
  await expireRegistrations(house.db, house.now(), 100);
  expect(await house.row(id)).toMatchObject({
    state: 'expired',
    email: null,
    values: { firstName: 'Erika' },
  });
  expect(await linked(secret)).toMatchObject({ id });
  house.advance(day - 1500);
  expect(await linked(secret)).toBeUndefined();
  expect(await mailOf(id, email)).toBeUndefined();
  await expireRegistrations(house.db, house.now(), 100);
  expect(await house.row(id)).toMatchObject({ values: null });
});

test('an address that became somebody else’s meanwhile gets no mail', async () => {
  const { email, owner, id } = await known();
  await house.db
    .updateTable('member')
    .set({ email: `neu.${email}` })
    .where('id', '=', owner)
    .execute();
  expect(await mailOf(id, email)).toBeUndefined();
});

test('what somebody unknown typed is forgotten with the registration', async () => {
  const id = await house.registration({ firstName: 'Nie' }, { state: 'sent' });
  house.advance(1500);
  await expireRegistrations(house.db, house.now(), 100);
  expect(await house.row(id)).toMatchObject({ state: 'expired', email: null, values: null });
});
