import { expect, test } from '@jest/globals';
import { id, insertMember, networkManager, north } from './import-fixtures.ts';
import { db, erika, preview, uwe, verdicts } from './import-run.ts';

test('a number is added to the person whom the e-mail means, and nobody takes over the key of another', async () => {
  await insertMember(
    db,
    { id: id(100), firstName: 'Erika', lastName: 'Müller', username: 'erika', email: 'erika@example.com' },
    [{ areaId: north.id, role: 'member' }],
  );
  await insertMember(
    db,
    { id: id(101), firstName: 'Uwe', lastName: 'Muster', username: 'uwe', employeeNumber: '9' },
    [{ areaId: north.id, role: 'member' }],
  );
  const [added] = await preview(networkManager, [erika]);
  expect(added).toMatchObject({ verdict: 'changed', subjectId: id(100) });
  const uweRow = { firstName: 'Uwe', lastName: 'Muster', employeeNumber: '9', area: 'Werk Nord' };
  expect(
    await verdicts(networkManager, [
      { ...uweRow, email: 'erika@example.com' },
      { ...uweRow, employeeNumber: '10', username: 'uwe' },
      { ...uweRow, employeeNumber: '11', username: 'erika', email: 'neu@example.com' },
      { ...uweRow, employeeNumber: '12', email: 'uwe@example.com' },
    ]),
  ).toEqual([['blocked', 'emailTaken'], ['blocked', 'usernameTaken'], ['blocked', 'usernameTaken'], ['new']]);
  expect(await verdicts(networkManager, [{ ...uweRow, username: 'other' }])).toEqual([
    ['blocked', 'usernameFixed'],
  ]);
});

test('two rows that mean one person by different keys are both blocked and name each other', async () => {
  await insertMember(db, {
    id: id(100),
    firstName: 'Erika',
    lastName: 'Müller',
    username: 'erika',
    email: 'erika@example.com',
    employeeNumber: '0071',
  });
  const { email: _mail, ...byNumber } = erika;
  const { employeeNumber: _number, ...byMail } = erika;
  const rows = await preview(networkManager, [byNumber, byMail]);
  expect(rows.map(({ verdict, problems }) => [verdict, problems.at(-1)?.params])).toEqual([
    ['blocked', { rows: '3' }],
    ['blocked', { rows: '2' }],
  ]);
});

test('a nameless key: somebody of that name with e-mail or number might be another person', async () => {
  await insertMember(db, {
    id: id(100),
    firstName: 'Uwe',
    lastName: 'Muster',
    username: 'uwe.muster',
    email: 'u@example.com',
  });
  expect(await verdicts(networkManager, [uwe])).toEqual([['blocked', 'nameTaken']]);
});

test('the e-mail of somebody who is invited or active stays', async () => {
  const base = {
    firstName: 'Erika',
    lastName: 'Müller',
    employeeNumber: '0071',
    email: 'old@example.com',
  } as const;
  await insertMember(db, { id: id(100), ...base, username: 'erika', state: 'active' }, [
    { areaId: north.id, role: 'member' },
  ]);
  expect(await verdicts(networkManager, [erika])).toEqual([['blocked', 'emailFixed']]);
});
