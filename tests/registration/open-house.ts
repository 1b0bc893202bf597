import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { openStrategy } from '../../sidecar/access-requests/open.strategy.ts';
import { criteriaWay } from '../../sidecar/app-registration.ts';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { openTries } from '../../sidecar/registration/tries.store.ts';
import { newRecord, storeOne } from '../criteria/records.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { freshAddress, idOf } from './registrant.ts';
import { nobodyThere, person, requestOf, webHouse } from './web-house.ts';

export type OpenHouse = Awaited<ReturnType<typeof openHouse>>;

/** The web process with an area `offen` below the network `muster`, and the worker's real decision, made when the test asks for it. */
export async function openHouse() {
  const house = await webHouse();
  const { op, db } = house;
  const { keys, clock } = op.services;
  const { ring } = keys;
  const { rows } = await sql<{ id: string }>`select id from area`.execute(db);
  const networkId = rows[0]?.id ?? '';
  const addSite = (slug: string) =>
    insertArea(db, { slug, name: `Werk ${slug}`, kind: 'site', parentId: networkId });
  const areaId = await addSite('offen');
  const criteria = criteriaWay(op.services, op.url);
  const strategies = { criteria, link: criteria, open: openStrategy(openTries(ring)) };
  const quiet = { nudgeAdmission: async () => {}, nudgeMail: async () => {}, inviteAgain: async () => [] };
  const deps = { db, clock, ring, origin: op.url, strategies, leaseSeconds: 60, ...quiet };
  const begin = async (flow?: string) => {
    const browser = httpBrowser();
    const { url } = requestOf(op, randomUUID(), flow === undefined ? {} : { flow });
    const page = await browser.follow(await browser.get(url));
    return { browser, page, id: idOf(page), url: page.url.href };
  };
  type Begun = Awaited<ReturnType<typeof begin>>;
  return {
    ...house,
    areaId,
    networkId,
    addSite,
    begin,
    /** Of an area, `offen` unless another is named. */
    setArea: (
      values: {
        open_registration?: boolean;
        mismatch_request?: boolean;
        registration_fields?: string[] | null;
      },
      id = areaId,
    ) => db.updateTable('area').set(values).where('id', '=', id).execute(),
    store: (facts: Facts) => storeOne(db, ring, newRecord(areaId, facts)),
    decideNow: openDecide(deps),
    /** The same at one moment, whenever it is asked for. */
    decideAt: (now: Date) => openDecide({ ...deps, clock: () => now }),
    /** The address is proven and nobody else is there: the worker's turn. */
    prove: async (
      { browser, url, id }: Begun,
      email = freshAddress(),
      typed: Record<string, string> = person(email),
    ) => {
      await browser.post(url, typed);
      await house.send(id);
      const asked = await browser.post(`${url}/code`, { code: await house.codeNow(id) });
      await browser.get(nobodyThere(house, asked));
    },
    member: (id: string | null) =>
      db
        .selectFrom('member')
        .selectAll()
        .where('id', '=', id ?? randomUUID())
        .executeTakeFirstOrThrow(),
    requests: (memberId: string | null) =>
      db
        .selectFrom('access_request')
        .selectAll()
        .where('member_id', '=', memberId ?? randomUUID())
        .execute(),
  };
}
