import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  type AskDeps,
  askForAccess,
  readAskable,
  withdrawRequest,
} from '../../sidecar/access-requests/ask.service.ts';
import { readRequestForm, requestInputs } from '../../sidecar/access-requests/request-form.rules.ts';
import { endRequests } from '../../sidecar/access-requests/request.store.ts';
import type { Question } from '../../sidecar/access-requests/request.table.ts';
import { knownApp } from '../../sidecar/access-requests/request.rules.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { applyStep } from '../../sidecar/members/person-grants.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { AppError } from '../../sidecar/platform/errors.ts';
import { atOnce } from '../support/at-once.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

const day = 24 * 3600;
const questions: Question[] = [
  { id: 'team', text: { de: 'Abteilung?', en: 'Department?' }, required: true },
  { id: 'who', text: { de: 'Wer kennt Sie?', en: 'Who knows you?' }, required: false },
];
const filled = { 'answer-team': 'Schlosserei\r\nHalle 2', message: ' Bitte ' };

let house: RequestHouse;
let deps: AskDeps;
let nudged: number;
beforeAll(async () => {
  house = await requestHouse();
  const { db, clock, publicUrl } = house;
  deps = { db, clock, publicUrl, nudgeMail: async (nudges) => void (nudged += nudges.length) };
  await db
    .insertInto('request_setting')
    .values({ area_id: house.north, questions: JSON.stringify(questions) as never, expire_days: 7 })
    .execute();
});
afterAll(() => house.close());
beforeEach(() => {
  nudged = 0;
});

const ownOf = async (id: string) => ({ person: await house.member(id), tree: await readTree(house.db) });
const ask = async (id: string, slug = 'nord', values: Record<string, string> = filled) =>
  askForAccess(deps, await ownOf(id), slug, { values, locale: 'de' });
const asked = async (id: string, slug?: string, values?: Record<string, string>): Promise<unknown> =>
  ask(id, slug, values).then(
    () => 'filed',
    ({ code, fields }: AppError) => [
      code,
      ...fields.map(({ field, text }) => `${field} ${text.split('.').at(-1)}`),
    ],
  );
const open = (open_registration: boolean) =>
  house.db.updateTable('area').set({ open_registration }).where('slug', '=', 'nord').execute();
const pending = async (id: string) => (await house.requests(id)).find(({ state }) => state === 'pending')?.id;
const reject = (id: string, againAt: Date) =>
  house.db
    .transaction()
    .execute((trx) =>
      endRequests(
        trx,
        [id],
        { state: 'rejected', decidedBy: house.nora, reason: 'Nein', againAt },
        house.clock(),
      ),
    );

test('answers are kept with the question as it was read; clicking five times files one request', async () => {
  const kim = await house.applicant();
  await atOnce(5, () => ask(kim));
  const [request, ...more] = await house.requests(kim);
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    message: 'Bitte',
    answers: [{ question: 'Abteilung?', answer: 'Schlosserei\nHalle 2' }],
    origin: 'openRegistration',
    expires_at: addSeconds(house.clock(), 7 * day),
  });
  expect([nudged, await house.mails(kim)]).toEqual([1, ['requestReceived']]);
});

test('every complaint at its field, and what was typed stays', async () => {
  const kim = await house.applicant();
  const values = { 'answer-who': 'x'.repeat(501), message: 'y'.repeat(1001) };
  expect(await asked(kim, 'nord', values)).toEqual([
    'invalid_input',
    'answer-team missing',
    'answer-who tooLong',
    'message tooLong',
  ]);
  const again = requestInputs(
    questions,
    { locale: 'en', t: (key) => key },
    { values, errors: { 'answer-who': 'long' } },
  );
  expect(again.map(({ label, value, error }) => [label, value.length, error])).toEqual([
    ['Department?', 0, undefined],
    ['Who knows you?', 501, 'long'],
    ['access-requests.form.message', 1001, undefined],
  ]);
  // A browser counts a line's end as one character and sends two.
  const lines = { ...values, 'answer-team': 'a', 'answer-who': '', message: `${'y'.repeat(998)}\r\ny` };
  expect(readRequestForm(questions, lines, { origin: 'mismatch', locale: 'de' }).message).toHaveLength(1000);
  expect(await house.requests(kim)).toEqual([]);
});

test('closed and unknown areas answer alike; one that is theirs from above cannot be asked for', async () => {
  const kim = await house.applicant();
  await open(false);
  expect(await asked(kim)).toEqual(['conflict', ' closed']);
  expect(await asked(kim, 'gibt-es-nicht')).toEqual(['conflict', ' closed']);
  expect((await readAskable(house.db, await ownOf(kim), house.clock())).map(({ area }) => area.slug)).toEqual(
    ['sued'],
  );
  await open(true);
  await house.db
    .transaction()
    .execute((trx) =>
      applyStep(
        trx,
        kim,
        { by: null, origin: 'manual' },
        { areaId: house.root, role: 'member', from: undefined },
      ),
    );
  expect(await asked(kim)).toEqual(['conflict', ' held']);
  expect(await readAskable(house.db, await ownOf(kim), house.clock())).toEqual([]);
});

test('after a rejection not before its time, after a withdrawal at once', async () => {
  const kim = await house.applicant();
  await ask(kim);
  const [first] = await house.requests(kim);
  expect(await withdrawRequest(deps, kim, first?.id)).toBe(true);
  expect(await withdrawRequest(deps, kim, first?.id)).toBe(false);
  expect(await asked(kim)).toBe('filed');
  const againAt = addSeconds(house.clock(), 2 * day);
  await reject((await pending(kim)) ?? '', againAt);
  expect(await asked(kim)).toEqual(['conflict', ' early']);
  const askable = await readAskable(house.db, await ownOf(kim), house.clock());
  expect(askable.map((one) => [one.area.slug, one.againAt])).toEqual([
    ['nord', againAt],
    ['sued', null],
  ]);
  house.advance(2.1);
  expect(await asked(kim)).toBe('filed');
  expect(await house.acts(kim)).toEqual([
    'request.created',
    'request.withdrawn',
    'request.created',
    'request.created',
  ]);
});

test('whose request came from a registration may ask again, where nobody else may', async () => {
  const [kim, uli] = [await house.applicant(), await house.applicant()];
  await open(false);
  const mismatch = (mismatch_request: boolean) =>
    house.db.updateTable('area').set({ mismatch_request }).where('slug', '=', 'nord').execute();
  await mismatch(true);
  await house.file(kim, house.north, { form: { origin: 'mismatch', message: '', answers: [] } });
  await withdrawRequest(deps, kim, await pending(kim));
  expect([await asked(kim), await asked(uli)]).toEqual(['filed', ['conflict', ' closed']]);
  await mismatch(false);
  await withdrawRequest(deps, kim, await pending(kim));
  expect(await asked(kim)).toEqual(['conflict', ' closed']);
  await open(true);
});

test('of others’ requests nothing is known, and nobody files without end', async () => {
  const [kim, uli] = [await house.applicant(), await house.applicant()];
  await ask(kim);
  const [request] = await house.requests(kim);
  for (const id of [request?.id, house.root, 'nonsense', undefined])
    await expect(withdrawRequest(deps, uli, id)).rejects.toMatchObject({ code: 'not_found' });
  for (let nth = 1; nth < 20; nth += 1) {
    await withdrawRequest(deps, kim, await pending(kim));
    expect(await asked(kim)).toBe('filed');
  }
  await withdrawRequest(deps, kim, await pending(kim));
  expect(await asked(kim)).toEqual(['too_many']);
});

test('a page leads back to apps of ours only', () => {
  const origins = ['https://app.example'];
  const back = (app: string) => knownApp(origins, app);
  expect(back('https://app.example/werk?x=1')).toBe('https://app.example/werk?x=1');
  for (const app of [
    'https://app.example.evil.example/',
    'https://app.example@evil.example/',
    '//app.example/',
    'javascript:alert(1)',
    '',
  ])
    expect(back(app)).toBeUndefined();
});
