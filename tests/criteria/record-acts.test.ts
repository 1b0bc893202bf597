import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { readFields } from '../../sidecar/areas/field.store.ts';
import { probe } from '../../sidecar/criteria/probe.service.ts';
import { type Ask, askForm } from '../../sidecar/criteria/record-act.schema.ts';
import { previewAct, runAct } from '../../sidecar/criteria/record-act.service.ts';
import { dropFacts } from '../../sidecar/criteria/record.store.ts';
import { digest } from '../house/rights-digest.ts';
import { networkManager, northManager, south } from '../members/import-fixtures.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { acts, become, db, deps, names, one, refusal } from './record-house.ts';

test('many at once: only own ones that the filter finds and the act fits, in the number that was confirmed', async () => {
  const ids = [];
  for (let at = 0; at < 5; at += 1) ids.push(await one({ lastName: `Muster${at}` }));
  await one({ lastName: 'Muster' }, {}, south.id);
  await become(ids[0] ?? '', 'used');
  await become(ids[1] ?? '', 'redeeming');
  const all = (act: Ask['act']): Ask => askForm.parse({ act, all: '1', list: 'q=muster' });
  const start = (act: Ask['act'], applies: number) => ({ ...all(act), applies, typed: '' });
  expect(await previewAct(deps(), northManager, all('lock'))).toEqual({ records: 5, applies: 3 });
  expect(await refusal(runAct(deps(), northManager, start('lock', 4)))).toBe('conflict applies=changed');
  expect(await runAct(deps(), northManager, start('lock', 3))).toEqual({ done: 3, left: 0 });
  // an equal one was stored while this was locked
  await one({ lastName: 'Muster2' });
  expect(await runAct(deps(), northManager, start('unlock', 3))).toEqual({ done: 2, left: 1 });
  expect(await runAct(deps(), northManager, start('remove', 4))).toEqual({ done: 4, left: 0 });
  expect((await names(networkManager)).toSorted()).toEqual(['Muster', 'Muster0', 'Muster1']);
  // one by one a used record can go, one that stands for somebody right now never
  for (const [id, done] of [
    [ids[0], 1],
    [ids[1], 0],
  ] as const) {
    const ask = askForm.parse({ act: 'remove', id });
    expect(await runAct(deps(), northManager, { ...ask, applies: done, typed: '' })).toEqual({
      done,
      left: 0,
    });
  }
  const counts = Map.groupBy(await acts(), (act) => act);
  expect([...counts].map(([act, each]) => [act, each.length])).toEqual([
    ['criteria.locked', 3],
    ['criteria.unlocked', 2],
    ['criteria.removed', 5],
  ]);
});

test('whoever is let in while many are removed keeps the record', async () => {
  const [first = '', ...others] = await Promise.all(['a', 'b', 'c'].map((lastName) => one({ lastName })));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let claimed = () => {};
  const claims = new Promise<void>((resolve) => {
    claimed = resolve;
  });
  const claim = db.transaction().execute(async (trx) => {
    await sql`update criteria_record set state = 'redeeming' where id = ${first}`.execute(trx);
    claimed();
    await held;
    await sql`update criteria_record set state = 'used' where id = ${first}`.execute(trx);
  });
  await claims;
  const ask = askForm.parse({ act: 'remove', all: '1' });
  const removing = runAct(deps(), northManager, { ...ask, applies: 3, typed: '' });
  while ((await lockWaits(db)) === 0);
  release();
  await claim;
  expect(await removing).toEqual({ done: others.length, left: 0 });
  expect(await names(northManager, { state: 'used' })).toEqual(['a']);
});

test('Probe says what would come of it and why, of own records only, and leaves nothing behind', async () => {
  await sql`update member_field set comparison = 'tolerant' where key = 'lastName'`.execute(db);
  const erika = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '0071' };
  const id = await one(erika);
  await one({ firstName: 'Sonja', lastName: 'Sued', employeeNumber: '1' }, {}, south.id);
  const fields = await readFields(db);
  const before = await digest(db);
  const tried = async (facts: Facts, scope = northManager) => probe(deps(), scope, { fields, facts });
  const hit = await tried({ ...erika, lastName: 'mueller', born: '1970-01-01' });
  expect(hit.kind).toBe('one');
  expect(hit.records[0]?.compared.find(({ key }) => key === 'lastName')).toEqual({
    key: 'lastName',
    typed: 'mueller',
    typedNormal: 'mueller',
    stored: 'Müller',
    storedNormal: 'mueller',
    equal: true,
  });
  const near = await tried({ ...erika, employeeNumber: '71' });
  expect(near.kind).toBe('none');
  expect(near.records[0]?.compared.filter(({ equal }) => !equal).map(({ key }) => key)).toEqual([
    'employeeNumber',
  ]);
  // a foreign record is as if it were not there, met and nearly met
  const sonja = { firstName: 'Sonja', lastName: 'Sued', employeeNumber: '1' };
  for (const facts of [sonja, { ...sonja, employeeNumber: '2' }, { firstName: 'Niemand' }])
    expect(await tried(facts)).toEqual({ kind: 'none', records: [] });
  expect((await tried(sonja, networkManager)).kind).toBe('one');
  expect(await digest(db)).toEqual(before);
  await become(id, 'used');
  expect((await tried(erika)).kind).toBe('used');
  await db.transaction().execute((trx) => dropFacts(trx, [id]));
  const used = await tried(erika);
  expect(used.records[0]?.compared.map(({ stored, equal }) => [stored, equal])).toEqual(
    Array(3).fill([null, true]),
  );
  await become(id, 'locked');
  expect((await tried(erika)).kind).toBe('closed');
  await one({ firstName: 'Erika', lastName: 'A' });
  await one({ firstName: 'Erika', employeeNumber: '5' });
  const ambiguous = await tried({ firstName: 'Erika', lastName: 'A', employeeNumber: '5' });
  expect([ambiguous.kind, ambiguous.records.length]).toEqual(['ambiguous', 2]);
});
