import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { sql } from 'kysely';
import { readSettingsForm, settingValues } from '../../sidecar/access-requests/own-settings.rules.ts';
import {
  resetRequestSettings,
  saveRequestSettings,
} from '../../sidecar/access-requests/own-settings.service.ts';
import {
  arranged,
  asTyped,
  mostQuestions,
  questionValues,
  typedQuestions,
} from '../../sidecar/access-requests/question-form.rules.ts';
import type { Question } from '../../sidecar/access-requests/request.table.ts';
import {
  defaultSettings,
  findRequestSettings,
  readRequestSettings,
  type RequestSettings,
} from '../../sidecar/access-requests/settings.store.ts';
import { areaOf, by, changes as audited, database, tree } from './area-house.ts';

const question = (id: string): Question => ({ id, text: { de: `${id}?`, en: `${id}, en?` }, required: true });
const settings = (more: Partial<RequestSettings> = {}): RequestSettings => ({
  intro: { de: 'Für die Werke.', en: 'For the plants.' },
  questions: [question('a'), question('b')],
  expireDays: 30,
  againDays: 7,
  ...more,
});
const save = (slug: string, version: number, next: RequestSettings) =>
  saveRequestSettings(database.db, tree, { areaId: areaOf(slug), version, by }, next);
const reset = (slug: string, version: number) =>
  resetRequestSettings(database.db, tree, { areaId: areaOf(slug), version, by });
const found = (slug: string) => findRequestSettings(database.db, tree, areaOf(slug));

test('settings come down the tree until an area has its own, and come again when those are taken back', async () => {
  expect(await readRequestSettings(database.db, tree, areaOf('halle-2'))).toEqual(defaultSettings);
  await save('muster-ag', 0, settings());
  await save('werk-nord', 0, settings({ questions: [], expireDays: 90 }));
  expect((await found('halle-2')).settings.expireDays).toBe(90);
  expect(await found('werk-sued')).toMatchObject({ areaId: areaOf('muster-ag'), settings: settings() });
  await reset('werk-nord', (await found('werk-nord')).version);
  expect(await found('halle-2')).toMatchObject({ areaId: areaOf('muster-ag'), settings: settings() });
  expect(await audited()).toEqual([
    'intro,questions,expireDays,againDays',
    'questions,expireDays',
    'questions,expireDays',
  ]);
});

test('of two who save at the same version one is told, also where the area had nothing of its own', async () => {
  const codes = async (work: readonly Promise<void>[]) => {
    const ended = await Promise.allSettled(work);
    return ended.map((each) =>
      each.status === 'fulfilled' ? 'saved' : (each.reason as { code: string }).code,
    );
  };
  const both = (version: number) =>
    codes([20, 40].map((expireDays) => save('werk-sued', version, settings({ expireDays }))));
  expect((await both(0)).sort()).toEqual(['conflict', 'saved']);
  expect((await both((await found('werk-sued')).version)).sort()).toEqual(['conflict', 'saved']);
});

test('a second press of the button saves nothing more and is told nothing else', async () => {
  await save('halle-2', 0, settings({ questions: [question('eins')] }));
  const saved = await found('halle-2');
  // What is new in the form has another id each time it is sent.
  await save('halle-2', 0, settings({ questions: [{ ...question('eins'), id: 'zwei' }] }));
  expect(await found('halle-2')).toEqual(saved);
  const both = [reset('halle-2', saved.version), reset('halle-2', saved.version)];
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

test('own settings that were taken back and made again are not mistaken for those that were seen', async () => {
  const conflict = { code: 'conflict' };
  const seen = 1;
  await sql`insert into request_setting (area_id, version) values (${areaOf('zentrale')}, ${seen})`.execute(
    database.db,
  );
  await reset('zentrale', seen);
  await save('zentrale', 0, settings({ expireDays: 50 }));
  await expect(reset('zentrale', seen)).rejects.toMatchObject(conflict);
  await expect(save('zentrale', seen, settings({ expireDays: 10 }))).rejects.toMatchObject(conflict);
  expect((await found('zentrale')).settings.expireDays).toBe(50);
});

test('a save that changes nothing leaves no trace in the log', async () => {
  const before = (await audited()).length;
  const { version, settings: now } = await found('muster-ag');
  await save('muster-ag', version, now);
  expect((await audited()).length).toBe(before);
});

const ids = ['n1', 'n2', 'n3', 'n4', 'n5'];
const read = (values: Record<string, string>, known: readonly Question[] = []) => {
  const fresh = [...ids];
  const { settings: form, problems } = readSettingsForm(
    { ...settingValues(settings({ questions: [] })), ...values },
    known,
    () => fresh.shift() ?? 'none',
  );
  return { form, problems: problems.map(({ field, text }) => `${field} ${text.split('.').at(-1)}`) };
};

test('what a form shows is what it saves', () => {
  const known = settings();
  expect(read(settingValues(known) as Record<string, string>, known.questions)).toEqual({
    form: known,
    problems: [],
  });
});

test('everything that is wrong with a form is said at once, at its field', () => {
  const { problems } = read({
    introEn: '',
    expireDays: '0',
    againDays: '14,5',
    'q0.de': 'Wo?',
    'q0.en': ' ',
    'q1.de': 'x'.repeat(201),
    'q1.en': 'W\u200bhy\u2028?',
    'q2.de': '',
    'q2.en': '',
  });
  expect(problems).toEqual(['introEn both', 'q0.en both', 'q1.de long', 'expireDays days', 'againDays days']);
});

test('a question keeps its id when its words change; an empty one is left out, and an unknown id is not taken', () => {
  const known = [question('a'), question('b')];
  const { form, problems } = read(
    {
      'q0.id': 'b',
      'q0.de': 'Warum\n jetzt?',
      'q0.en': 'Why now?',
      'q0.required': 'yes',
      'q1.id': 'a',
      'q1.de': '',
      'q1.en': '',
      'q2.id': 'b',
      'q2.de': 'Noch?',
      'q2.en': 'More?',
      'q3.id': 'made-up',
      'q3.de': 'Wer?',
      'q3.en': 'Who?',
    },
    known,
  );
  expect(problems).toEqual([]);
  expect(form.questions).toEqual([
    { id: 'b', text: { de: 'Warum jetzt?', en: 'Why now?' }, required: true },
    { id: 'n1', text: { de: 'Noch?', en: 'More?' }, required: false },
    { id: 'n2', text: { de: 'Wer?', en: 'Who?' }, required: false },
  ]);
});

const typed = fc.record({ id: fc.string(), de: fc.string(), en: fc.string(), required: fc.boolean() });
const blank = { id: '', de: '', en: '', required: false };
test('buttons of the form lose no word: they add at the end, remove one, or change the order', () => {
  const acts = fc.constantFrom(
    'add',
    'up.0',
    'up.1',
    'down.0',
    'down.4',
    'remove.2',
    'remove.9',
    'x',
    'up.-1',
  );
  fc.assert(
    fc.property(fc.array(typed, { maxLength: mostQuestions }), acts, (questions, act) => {
      expect(typedQuestions(questionValues(questions))).toEqual(questions);
      const after = arranged(questions, act);
      const [name, at] = [act.split('.')[0], Number(act.split('.')[1])];
      const gone = name === 'remove' && at < questions.length ? [questions[at]] : [];
      const words = (all: readonly unknown[]) => all.map((each) => JSON.stringify(each)).sort();
      const fresh = act === 'add' && questions.length < mostQuestions ? [blank] : [];
      expect(words([...after, ...gone])).toEqual(words([...questions, ...fresh]));
      expect(after.length).toBeLessThanOrEqual(mostQuestions);
    }),
  );
  const three = ['a', 'b', 'c'].map((id) => asTyped(question(id)));
  const order = (act: string) =>
    arranged(three, act)
      .map(({ id }) => id)
      .join('');
  expect(['up.2', 'up.0', 'down.0', 'down.2', 'remove.1'].map(order)).toEqual([
    'acb',
    'abc',
    'bac',
    'abc',
    'ac',
  ]);
});
