import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { invitePeople } from '../support/invited-people.ts';
import { type SinkProcess, sinkProcess } from '../support/kept-mails.ts';
import { wrongOf } from './_run.ts';
import { openBoxes } from './_soak-mails.ts';
import { mailFigures } from './_soak-oracle.ts';
import { journey, Record } from './_soak-record.ts';
import { walkIn } from './_soak-walk.ts';

let sink: SinkProcess;
let house: Installation;
beforeAll(async () => {
  sink = await sinkProcess();
  house = await installation({ SMTP_URL: sink.url });
});
afterAll(async () => {
  await house?.close();
  await sink?.close();
});

test('whose link was used before they had a password comes into the app by the mail that its page offers', async () => {
  const [person] = await invitePeople(house, 1);
  if (!person) throw new Error('nobody was invited');
  const lost = httpBrowser();
  const page = await lost.follow(await lost.post(person.link));
  expect(page.text).toContain('id="password-new"');
  const record = new Record();
  const own = journey(record, 'redeems an invitation');
  const site = { house, record, boxes: openBoxes(sink) };
  await walkIn(site, own, { email: person.email }, () => own.browser.post(person.link));
  expect([...record.mailed]).toEqual([person.email]);
  expect(record.strange).toEqual([]);
  expect(record.asked.filter(({ problem }) => problem !== undefined)).toEqual([]);
  // Keycloak's own mail is in no row, and is told apart by who asked for it.
  const books = { db: house.database.db };
  const figures = await mailFigures({ books, sink, record }, 0);
  expect(wrongOf(figures)).toEqual([]);
  expect(figures).toContainEqual(
    expect.objectContaining({ what: expect.stringContaining('of Keycloak'), figure: 1 }),
  );
  const nobody = await mailFigures({ books, sink, record: new Record() }, 0);
  expect(wrongOf(nobody)).toMatchObject([{ what: 'mails that no row explains', figure: 1 }]);
});
