import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { joinAddresses } from '../../sidecar/criteria/join-address.rules.ts';
import { addRecord, editRecord, requireRecord } from '../../sidecar/criteria/record-change.service.ts';
import { dropFacts } from '../../sidecar/criteria/record.store.ts';
import {
  network,
  networkManager,
  north,
  northManager,
  scopeWith,
  south,
} from '../members/import-fixtures.ts';
import { now } from './import-house.ts';
import { acts, become, db, deps, form, names, one, refusal } from './record-house.ts';

const both = {
  grants: [
    { areaId: north.id, role: 'member' as const },
    { areaId: south.id, role: 'member' as const },
  ],
};

test('a record is there for who may give all that it gives; foreign ones and unknown ones are alike', async () => {
  const ids = {
    north: await one({ lastName: 'Nord' }),
    south: await one({ lastName: 'Sued' }, {}, south.id),
    both: await one({ lastName: 'Beide' }, both),
    high: await one({ lastName: 'Oben' }, { grants: [{ areaId: network.id, role: 'network_manager' }] }),
    unknown: randomUUID(),
    malformed: "1'--",
  };
  const rootManager = scopeWith([{ areaId: network.id, role: 'newsroom_manager' }]);
  const seen: [AdminScope, string[]][] = [
    [northManager, ['north']],
    [rootManager, ['north', 'south', 'both']],
    [networkManager, ['north', 'south', 'both', 'high']],
  ];
  for (const [scope, expected] of seen) {
    const found: string[] = [];
    for (const [name, id] of Object.entries(ids)) {
      const answer = await refusal(requireRecord(db, scope, id));
      if (answer === 'undefined') found.push(name);
      else expect(answer).toBe('not_found');
    }
    expect(found).toEqual(expected);
    expect((await names(scope)).length).toBe(expected.length);
  }
  expect(await names(northManager, { area: south.id })).toEqual([]);
  expect(await names(networkManager, { area: network.id, role: 'network_manager' })).toEqual(['Oben']);
});

test('the list is searched however words are spelt, filtered by what is shown, and sorted', async () => {
  await one({ firstName: 'Jörg', lastName: 'Groß', employeeNumber: '0471' });
  await one({ firstName: 'Änne', lastName: 'Æble' }, { endsAt: now, origin: 'import' });
  await one({ lastName: '100%_x' }, { endsAt: new Date(now.getTime() + 1) });
  const used = await one({ lastName: 'Weg' });
  await become(used, 'used');
  await db.transaction().execute((trx) => dropFacts(trx, [used]));
  for (const [q, found] of [
    ['joerg gross', ['Groß']],
    ['471', ['Groß']],
    ['jo', ['Groß']],
    ['rg', []],
    ['aeble anne', ['Æble']],
    ['%', ['100%_x']],
    ['weg', []],
  ] as const)
    expect([q, await names(networkManager, { q })]).toEqual([q, found]);
  expect(await names(networkManager, { state: 'ended' })).toEqual(['Æble']);
  expect(await names(networkManager, { state: 'used' })).toEqual(['used']);
  expect(await names(networkManager, { state: 'open', sort: 'name', dir: 'asc' })).toEqual([
    '100%_x',
    'Groß',
  ]);
  expect(await names(networkManager, { origin: 'import' })).toEqual(['Æble']);
  expect(await names(networkManager, { sort: 'name', dir: 'desc' })).toEqual([
    'Groß',
    'Æble',
    '100%_x',
    'used',
  ]);
  expect(await names(networkManager, { size: '25', page: '9' })).toHaveLength(4);
  const plan = await db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx);
    return sql`explain select r.id from criteria_record r
      order by criteria_name_key(r."values") desc, r.id desc limit 25`.execute(trx);
  });
  expect(JSON.stringify(plan.rows)).toContain('criteria_record_name');
});

test('by hand: a form sent twice stores one; what is wrong is said at its field; equal facts are refused', async () => {
  const typed = form({ firstName: ' Erika ', lastName: 'Müller' });
  const [id, again] = await Promise.all([0, 1].map(() => addRecord(deps(), northManager, typed)));
  expect(again).toBe(id);
  expect(await addRecord(deps(), northManager, typed)).toBe(id);
  expect(await acts()).toEqual(['criteria.created']);
  expect(await names(northManager)).toEqual(['Müller']);
  for (const [wrong, said] of [
    [form({ firstName: 'Erika', lastName: 'Müller' }), 'invalid_input collision=collision'],
    [form({}), 'invalid_input fact.firstName=noFact'],
    [form({ lastName: 'A<b' }, south.id), 'invalid_input fact.lastName=name grants=area'],
    [form({ lastName: 'Neu' }, randomUUID()), 'invalid_input grants=area'],
    [form({ lastName: 'Neu' }, north.id, 'network_manager'), `invalid_input role.${north.id}=role`],
    [{ ...form({ lastName: 'Neu' }), endsAt: '31.02.2027' }, 'invalid_input endsAt=date'],
    [{ formKey: randomUUID(), 'fact.lastName': 'Neu' }, 'invalid_input grants=noGrant'],
  ] as const)
    expect(await refusal(addRecord(deps(), northManager, wrong))).toBe(said);
  expect(await names(northManager)).toHaveLength(1);
  // gone back, and somebody else typed into the same form
  await addRecord(deps(), northManager, { ...typed, 'fact.lastName': 'Meier' });
  expect((await names(northManager)).toSorted()).toEqual(['Meier', 'Müller']);
});

test('an edit is of the version that was seen, of a record that stands for nobody, and never makes two equal ones', async () => {
  const id = await one({ lastName: 'Alt' });
  await one({ lastName: 'Da' });
  const edit = (facts: Facts, version: number) =>
    editRecord(deps(), northManager, id, { ...form(facts), version });
  await edit({ lastName: 'Neu' }, 1);
  expect(await refusal(edit({ lastName: 'Nochmal' }, 1))).toBe('conflict');
  expect(await refusal(edit({ lastName: 'Da' }, 2))).toBe('invalid_input collision=collision');
  await edit({ lastName: 'Neu' }, 2);
  expect(await acts()).toEqual(['criteria.changed']);
  for (const state of ['redeeming', 'used']) {
    await become(id, state);
    expect(await refusal(edit({ lastName: 'Spät' }, 2))).toBe('conflict record=notOpen');
  }
  expect((await names(northManager)).toSorted()).toEqual(['Da', 'Neu']);
});

test('the addresses to pass on are the one for everybody and those of own areas', () => {
  const origin = 'https://zugang.muster.example';
  expect(joinAddresses(origin, northManager)).toEqual([
    { address: `${origin}/join` },
    { area: north.name, address: `${origin}/join/${north.slug}` },
  ]);
  expect(joinAddresses(origin, networkManager).map(({ area }) => area)).toContain(south.name);
});
