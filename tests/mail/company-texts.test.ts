import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { insertArea, readTree } from '../../sidecar/areas/area.store.ts';
import { type AreaTree, commonArea } from '../../sidecar/areas/area.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { TextDraft } from '../../sidecar/mail/kind.ts';
import { addVersion, readNewestTexts } from '../../sidecar/mail/message-text.store.ts';
import type { MessageRenderer } from '../../sidecar/mail/render.ts';
import { sendTestMail, type TestMailDeps, textSampleMessage } from '../../sidecar/mail/test-mail.service.ts';
import { resetText, saveText, standingOf } from '../../sidecar/mail/text-edit.service.ts';
import { placeOf } from '../../sidecar/mail/text-place.rules.ts';
import { keptShown, keepShown } from '../../sidecar/mail/text-preview.ts';
import { samplePerson } from '../../sidecar/members/sample-person.read-model.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import type { ShortLived } from '../../sidecar/platform/redis.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invitation, link, publicUrl, renderer, row, start } from './mail-setup.ts';

let database: TestDatabase;
let tree: AreaTree;
let ids: Record<'network' | 'division' | 'site' | 'other', string>;
const texts = openTexts(fileURLToPath(new URL('../../sidecar/', import.meta.url)));
let messages: MessageRenderer;
const by = { kind: 'administrator' as const, memberId: randomUUID() };
const kind = 'invitation';
const locale = 'de';

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const area = (slug: string, parentId: string | null) =>
    insertArea(db, { slug, name: slug.toUpperCase(), kind: parentId ? 'site' : 'network', parentId });
  const network = await area('muster', null);
  const division = await area('nord', network);
  ids = { network, division, site: await area('werk-nord', division), other: await area('sued', network) };
  tree = await readTree(db);
});
afterAll(() => database.close());
beforeEach(async () => {
  // a text of the same number as one that was deleted would be taken for it
  messages = renderer();
  await database.db.deleteFrom('message_text').execute();
});

const draft = (subject: string, body = '{{greeting}}\n\nText.'): TextDraft => ({ subject, body });
const save = (areaId: string, seen: number, text: TextDraft) =>
  saveText(database.db, { texts, tree }, { place: { areaId, kind, locale }, seen, by }, text);
async function subjectIn(areaId: string | null): Promise<string | undefined> {
  const items = [{ id: 'one', content: { ...invitation(), areaId }, locale } as const];
  return (await messages.renderAll(database.db, kind, items)).get('one')?.subject;
}
const audited = async () =>
  (
    await sql<{ act: string; areaId: string; details: object }>`
      select act, area_id as "areaId", details from audit where act like 'mailText.%' order by id`.execute(
      database.db,
    )
  ).rows;

test('an area without a text uses that of the nearest area above that has one, at last our own', async () => {
  const ours = await subjectIn(ids.site);
  expect(ours).toBe('Muster AG: Ihr Zugang zur Mitarbeiter-App');
  await save(ids.network, 0, draft('Netz'));
  expect(await Promise.all([subjectIn(ids.site), subjectIn(ids.other), subjectIn(null)])).toEqual([
    'Netz',
    'Netz',
    'Netz',
  ]);
  await save(ids.division, 0, draft('Nord {{firstName}}'));
  expect(await Promise.all([subjectIn(ids.site), subjectIn(ids.other)])).toEqual(['Nord Jörg', 'Netz']);
  const nearest = (...areaIds: string[]) => commonArea(tree, areaIds)?.id;
  expect([
    nearest(ids.site, ids.division),
    nearest(ids.site, ids.other),
    nearest(ids.site),
    nearest(),
  ]).toEqual([ids.division, ids.network, ids.site, undefined]);
  await resetText(database.db, { place: { areaId: ids.division, kind, locale }, seen: 1, by });
  expect(await subjectIn(ids.site)).toBe('Netz');
  const kept = await readNewestTexts(database.db);
  expect(standingOf(texts, kept, tree, { areaId: ids.site, kind, locale })).toMatchObject({
    version: 0,
    own: null,
    inherited: { areaId: ids.network, draft: { subject: 'Netz' } },
  });
});

test('whatever the text is, the link is in both parts exactly once', async () => {
  const bodies = [
    'Ohne Stelle',
    '{{link}}',
    'a\n\n{{link}}\n\nb',
    '- a\n\n{{link}}',
    `${link}x und ${publicUrl}`,
  ];
  const versions = bodies.map((body, at) => ({ body, at }));
  for (const { body, at } of versions) {
    await save(ids.network, at, draft(`Fassung ${at}`, body));
    const items = [{ id: 'one', content: invitation(), locale } as const];
    const mail = (await messages.renderAll(database.db, kind, items)).get('one');
    expect(mail?.subject).toBe(`Fassung ${at}`);
    expect(mail?.html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
    expect(mail?.text.split('\n').filter((line) => line === link)).toHaveLength(1);
  }
});

test('of any number that save at once one is kept, and the others are told', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => save(ids.site, 0, draft(`Fassung ${at}`))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
  expect(await readNewestTexts(database.db)).toHaveLength(1);
  await expect(
    resetText(database.db, { place: { areaId: ids.site, kind, locale }, seen: 0, by }),
  ).rejects.toMatchObject({
    code: 'conflict',
  });
  // a version that was seen long ago is no better
  await database.db.transaction().execute(async (trx) => {
    const place = { areaId: ids.site, kind, locale } as const;
    expect(await addVersion(trx, place, { seen: 0, draft: null, by: by.memberId })).toBe(false);
    expect(await addVersion(trx, place, { seen: 5, draft: null, by: by.memberId })).toBe(false);
  });
});

test('a change is audited with its text and language, never with its words; one that changes nothing is none', async () => {
  const before = (await audited()).length;
  expect(await save(ids.site, 0, draft('Geheim'))).toBe(true);
  expect(await save(ids.site, 1, draft('Geheim'))).toBe(false);
  const standing = standingOf(texts, [], tree, { areaId: ids.other, kind, locale });
  expect(await save(ids.other, 0, standing.inherited.draft)).toBe(false);
  await resetText(database.db, { place: { areaId: ids.site, kind, locale }, seen: 1, by });
  const details = { text: 'invitation', language: 'de' };
  expect((await audited()).slice(before)).toEqual([
    { act: 'mailText.changed', areaId: ids.site, details },
    { act: 'mailText.reset', areaId: ids.site, details },
  ]);
});

test('who manages one area edits its texts only, and sees the people of it only', async () => {
  const { db } = database;
  const scope = {
    tree,
    t: texts.translate('de'),
    actor: {
      memberId: by.memberId,
      name: 'X',
      grants: [{ areaId: ids.division, role: 'newsroom_manager' as const }],
    },
  };
  expect(placeOf(scope, 'werk-nord.invitation.de')).toMatchObject({ areaId: ids.site, kind, locale });
  for (const id of [
    'muster.invitation.de',
    'sued.invitation.de',
    'werk-nord.nothing.de',
    'werk-nord.invitation.fr',
    'werk-nord.invitation.de.x',
    'werk-nord.__proto__.de',
    undefined,
  ])
    expect(() => placeOf(scope, id)).toThrow('not_found');
  for (const [areaId, lastName] of [
    [ids.site, 'Kurz'],
    [ids.other, 'Viel-Länger-Als-Alle'],
  ] as const)
    await sql`
      with person as (insert into member (first_name, last_name, username, origin, state, sync_state)
        values ('Anna', ${lastName}, ${lastName}, 'manual', 'active', 'done') returning id)
      insert into "grant" (member_id, area_id, role, origin) select id, ${areaId}, 'member', 'manual' from person`.execute(
      db,
    );
  expect((await samplePerson(db, scope, ids.network, 'longest'))?.lastName).toBe('Kurz');
  expect(await samplePerson(db, scope, ids.network, { name: 'länger' })).toBeUndefined();
  expect((await samplePerson(db, scope, ids.division, { name: 'nna k' }))?.lastName).toBe('Kurz');
  expect(await samplePerson(db, scope, ids.division, { name: '%' })).toBeUndefined();
});

test('what is typed waits for its frame under the name of who typed it', async () => {
  const kept = new Map<string, unknown>();
  const store = {
    put: async (key: string, value: unknown) => void kept.set(key, value),
    read: async (key: string) => kept.get(key),
  } as unknown as ShortLived;
  const scope = (memberId: string): AdminScope => ({
    tree,
    actor: { memberId, name: 'X', grants: [{ areaId: ids.network, role: 'network_manager' }] },
  });
  const place = placeOf(scope('a'), 'muster.invitation.de');
  const deps = { store } as Parameters<typeof keepShown>[0];
  await keepShown(deps, scope('a'), place, { draft: draft('A'), as: 'example', who: '' });
  expect((await keptShown(deps, scope('a'), place)).draft).toEqual(draft('A'));
  expect((await keptShown(deps, scope('b'), place)).draft).toBeNull();
});

test('a test mail goes through the outbox to the own address, shows what was typed, and is limited', async () => {
  const { db } = database;
  let left = 1;
  let address: string | undefined;
  const nudged: unknown[] = [];
  const deps: TestMailDeps = {
    db,
    clock: () => start,
    origin: publicUrl,
    addressOf: async () => address,
    mayTest: async () => left-- > 0,
    nudgeMail: async (nudges) => void nudged.push(...nudges),
  };
  const refused = (text: string) => ({ fields: [{ field: 'test', text: `mail.texts.problem.${text}` }] });
  const send = () =>
    sendTestMail(deps, by.memberId, { areaId: ids.site, kind, locale }, draft('Entwurf {{firstName}}'));
  await expect(send()).rejects.toMatchObject(refused('noAddress'));
  address = 'ich@muster.example';
  expect(await send()).toBe(address);
  await expect(send()).rejects.toMatchObject(refused('tooManyTests'));
  const queued = await db.selectFrom('message').select('id').where('kind', '=', 'textSample').execute();
  expect(queued).toHaveLength(1);
  expect(nudged).toHaveLength(1);
  const message = await row(db, queued[0]?.id ?? '');
  expect(message).toMatchObject({ to_address: address, urgent: true, locale });
  const claimed = { id: message.id, subjectId: message.subject_id } as Parameters<
    typeof textSampleMessage.load
  >[1][number];
  const content = (await textSampleMessage.load(db, [claimed])).get(message.id);
  if (!content) throw new Error('no content');
  const mail = (await messages.renderAll(db, 'textSample', [{ id: 'one', content, locale }])).get('one');
  expect(mail?.subject).toBe('Entwurf Erika');
  expect(mail?.html.match(/href="[^"]*"/g)).toEqual([`href="${publicUrl}/…"`]);
});
