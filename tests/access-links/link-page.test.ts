import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { accessLinkMessage } from '../../sidecar/access-links/access-link.message.ts';
import { accessLinkAddress } from '../../sidecar/access-links/access-link.rules.ts';
import { reserveLink } from '../../sidecar/access-links/access-link.store.ts';
import { accessLinkRoutes, type LinkPageDeps } from '../../sidecar/access-links/link.routes.ts';
import type { Context, Reply } from '../../sidecar/platform/http/route.ts';
import { ring } from '../invitations/invited.ts';
import { database, house, member, onlyLink, useDatabase } from './house.ts';

useDatabase();

type Begun = { id: string; secretRef: { generation: number } };
type House = ReturnType<typeof house>;

/** The page of links of this house; what it begins is noted. */
function linkPage(own: House, more: Partial<LinkPageDeps> = {}) {
  const begun: Begun[] = [];
  const [get, post] = accessLinkRoutes({
    ...own.deps,
    appUrl: undefined,
    mayBegin: async () => true,
    async begin(_, link) {
      begun.push(link);
      return { url: '/registration/1', cookies: [] };
    },
    ...more,
  });
  const ask = async (route: typeof get, link: string): Promise<Reply> =>
    (await route?.handler({
      params: { secret: link.split('/l/')[1] ?? link },
      locale: 'de',
      cookie: () => undefined,
      request: { ip: '192.0.2.7' },
    } as unknown as Context<object, never, never>)) ?? { empty: true };
  return { begun, look: (link: string) => ask(get, link), press: (link: string) => ask(post, link) };
}

async function mailedLink(own: House) {
  const row = await onlyLink(database.db, await own.mailed());
  const ref = { keyId: row.key_id, generation: row.generation };
  return { ...row, address: accessLinkAddress(own.deps.origin, ring, row.id, ref) };
}
const status = (reply: Reply): unknown => ('view' in reply ? [reply.view, reply.status ?? 200] : reply);

test('looking changes nothing however often; the button reserves and begins with the secret that was shown', async () => {
  const own = house(database.db);
  const link = await mailedLink(own);
  const page = linkPage(own);
  for (let times = 0; times < 3; times += 1)
    expect(status(await page.look(link.address))).toEqual(['access-links/link', 200]);
  expect(await onlyLink(database.db, link.batch_id)).toMatchObject({ state: 'open', reserved_at: null });
  expect(await page.press(link.address)).toMatchObject({ redirect: '/registration/1' });
  // somebody else may still begin with it
  expect(await page.press(link.address)).toMatchObject({ redirect: '/registration/1' });
  expect(page.begun.map(({ id, secretRef }) => [id, secretRef.generation])).toEqual([
    [link.id, 1],
    [link.id, 1],
  ]);
  expect(await onlyLink(database.db, link.batch_id)).toMatchObject({
    state: 'open',
    reserved_at: own.clock(),
  });
});

test.each(['redeeming', 'used', 'expired', 'revoked', 'sent again', 'unknown'] as const)(
  'a link that is %s begins nothing, and neither does its button',
  async (end) => {
    const own = house(database.db);
    const link = await mailedLink(own);
    const registration = randomUUID();
    if (end === 'redeeming' || end === 'used') await own.decide(link.id, registration);
    if (end === 'used') await own.confirm(registration, await member(database.db));
    if (end === 'expired') own.pass(30 * 24 * 3600);
    if (end === 'revoked') await own.revoke(link.id);
    if (end === 'sent again') await own.sendAgain(link.id, 1);
    const address = end === 'unknown' ? `${link.address.slice(0, -4)}AAAA` : link.address;
    const page = linkPage(own);
    const gone = ['access-links/link-gone', end === 'unknown' ? 404 : 410];
    expect([status(await page.look(address)), status(await page.press(address))]).toEqual([gone, gone]);
    expect(page.begun).toEqual([]);
  },
);

test('revoked between reading the link and reserving it, it begins nothing', async () => {
  const own = house(database.db);
  const link = await mailedLink(own);
  const reserved = await reserveLink(
    database.db,
    { id: link.id, secretRef: { keyId: 1, generation: 1 } },
    own.clock(),
  );
  await own.revoke(link.id);
  const late = await reserveLink(
    database.db,
    { id: link.id, secretRef: { keyId: 1, generation: 1 } },
    own.clock(),
  );
  expect([reserved, late]).toEqual([true, false]);
});

test('whoever presses too often is asked to wait', async () => {
  const own = house(database.db);
  const link = await mailedLink(own);
  const page = linkPage(own, { mayBegin: async () => false });
  await expect(page.press(link.address)).rejects.toMatchObject({ code: 'too_many' });
  expect(await onlyLink(database.db, link.batch_id)).toMatchObject({ reserved_at: null });
});

test('a mail whose link is over says nothing any more; one that is not carries the newest secret', async () => {
  const own = house(database.db);
  const [live, dead] = [await mailedLink(own), await mailedLink(own)];
  await own.sendAgain(live.id, 1);
  await own.revoke(dead.id);
  const messages = [live, dead].map(({ id }) => ({ id: `m ${id}`, subjectId: id }));
  const contents = await accessLinkMessage(own.deps).load(database.db, messages as never);
  expect([...contents.keys()]).toEqual([`m ${live.id}`]);
  const link = contents.get(`m ${live.id}`)?.link;
  expect(link).toBe(
    accessLinkAddress(own.deps.origin, ring, live.id, { keyId: ring.current, generation: 2 }),
  );
  expect(link).not.toBe(live.address);
});
