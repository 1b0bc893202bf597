import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { releaseHeld } from '../../sidecar/registration/held.service.ts';
import { refusedMessage } from '../../sidecar/registration/refused.message.ts';
import { decisionHouse, type House } from './decision-house.ts';

let house: House;
beforeAll(async () => {
  house = await decisionHouse();
});
afterAll(() => house.close());

test('held with an account: its owner is mailed once the access is there', async () => {
  const owner = await house.employee('held@web.example');
  const record = await house.record();
  const id = await house.registration({ record, hold: 'yes' }, { account_member_id: owner });
  await house.decide(id);
  await house.db.transaction().execute((trx) => releaseHeld(trx, [id], { kind: 'operator' }, house.now()));
  await house.decide(id);
  await house.provisioned();
  expect(await house.row(id)).toMatchObject({ state: 'done', member_id: owner });
  const mails = (await house.mails()).filter(({ subject_id }) => subject_id === id);
  expect(mails).toEqual([{ kind: 'requestApproved', to_address: 'held@web.example', subject_id: id }]);
});

test('held, then nobody is let in by it: a mail says so in words that fit every reason, and nobody else gets one', async () => {
  const { db } = house;
  const owner = await house.employee('wartet@web.example');
  const waited = [
    await house.registration({ hold: 'yes', record: randomUUID() }),
    await house.registration({ hold: 'yes', record: randomUUID() }, { account_member_id: owner }),
  ];
  const atPage = await house.registration({ record: randomUUID() });
  for (const id of [...waited, atPage]) await house.decide(id);
  const emails = [(await house.row(waited[0] ?? '')).email, 'wartet@web.example'];
  await db.transaction().execute((trx) => releaseHeld(trx, waited, { kind: 'operator' }, house.now()));
  for (const id of waited) await house.decide(id);
  const told = (await house.mails()).filter(({ subject_id }) =>
    [...waited, atPage].includes(subject_id ?? ''),
  );
  const kind = 'registrationRefused';
  expect(told).toEqual(waited.map((subject_id, nth) => ({ kind, to_address: emails[nth], subject_id })));
  const { origin } = house.deps;
  const asked = waited.map((subjectId) => ({ id: subjectId, subjectId }) as never);
  const contents = await refusedMessage({ origin }).load(db, asked);
  const { name } = await db
    .selectFrom('area')
    .select('name')
    .where('parent_id', 'is', null)
    .executeTakeFirstOrThrow();
  const said = { areaId: null, data: { area: name }, link: `${origin}/join` };
  expect([...contents.values()]).toEqual([said, said]);
});
