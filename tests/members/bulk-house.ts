import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { whyNotInvitable } from '../../sidecar/invitations/invitation.rules.ts';
import { reissue } from '../../sidecar/invitations/invite-one.service.ts';
import type { HeldGrant } from '../../sidecar/areas/policy.rules.ts';
import { bulkActJob } from '../../sidecar/members/bulk-act.job.ts';
import { countItems } from '../../sidecar/members/bulk-act.read-model.ts';
import type { BulkAct } from '../../sidecar/members/bulk-act.rules.ts';
import { previewBulkAct, selected } from '../../sidecar/members/bulk-preview.read-model.ts';
import type { BulkDeps } from '../../sidecar/members/bulk-run.service.ts';
import { selectionOf, type Start } from '../../sidecar/members/bulk-selection.rules.ts';
import { startBulkAct } from '../../sidecar/members/bulk-start.service.ts';
import type { Clock } from '../../sidecar/platform/clock.ts';
import { ring } from '../invitations/invited.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { texts } from './list-house.ts';
import { network } from './person-fixture.ts';

const t = texts.translate('de');

/** Muster AG, and everything that a bulk act needs but Keycloak and mail. */
export async function bulkHouse() {
  const database: TestDatabase = await testDatabase();
  const { db } = database;
  const house = await network(db);
  let skew = 0;
  const clock: Clock = () => new Date(Date.now() + skew);
  const mails: string[] = [];
  const invite = { db, clock, origin: 'https://zugang.example', ring, validDays: 14 };
  const deps: BulkDeps = {
    ...house.deps,
    clock,
    invite: {
      whyNot: whyNotInvitable,
      within: (trx, { actor }, person) =>
        reissue(invite, trx, person, { kind: 'administrator', memberId: actor.memberId }),
      nudgeMail: async (nudges) => void mails.push(...nudges.map(({ row }) => row)),
    },
  };
  const job = (more: Partial<BulkDeps> = {}) => bulkActJob({ ...deps, ...more, leaseSeconds: 60 });
  const form = (act: BulkAct, people: number, more: Partial<Start> = {}): Start => ({
    areaId: undefined,
    role: undefined,
    ...act,
    list: '',
    all: undefined,
    id: [],
    formKey: randomUUID(),
    people,
    applies: people,
    typed: '',
    ...more,
  });
  return {
    ...house,
    database,
    db,
    deps,
    mails,
    job,
    /** Lets all leases run out. */
    later(seconds: number) {
      skew += seconds * 1000;
    },
    people: (name: string, count: number, grants: readonly HeldGrant[], active = true) =>
      Promise.all(
        Array.from({ length: count }, (_, index) => house.person(`${name}${index}`, grants, active)),
      ),
    async start(by: string, act: BulkAct, ids: readonly string[], more: Partial<Start> = {}) {
      return startBulkAct(deps, await house.scope(by), t, form(act, ids.length, { id: [...ids], ...more }));
    },
    async startAll(by: string, act: BulkAct, list: string, people: number, more: Partial<Start> = {}) {
      return startBulkAct(deps, await house.scope(by), t, form(act, people, { all: '1', list, ...more }));
    },
    async preview(by: string, act: BulkAct, ids: readonly string[]) {
      const scope = await house.scope(by);
      const where = await selected(db, scope, t, selectionOf(form(act, 0, { id: [...ids] })));
      return previewBulkAct(db, scope, act, where, whyNotInvitable);
    },
    run: (id: string) => job().handle({ row: id, attempt: 0 }),
    result: (id: string) => countItems(db, id),
    async reasons(id: string): Promise<Record<string, string>> {
      const { rows } = await sql<{ username: string; outcome: string }>`
        select m.username, coalesce(i.reason, i.state) as outcome from bulk_act_item i join member m on m.id = i.member_id
        where i.bulk_act_id = ${id}`.execute(db);
      return Object.fromEntries(rows.map(({ username, outcome }) => [username, outcome]));
    },
    async stateOf(id: string): Promise<string> {
      const row = await db
        .selectFrom('bulk_act')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return row.state;
    },
  };
}
export type BulkHouse = Awaited<ReturnType<typeof bulkHouse>>;
