import { randomUUID } from 'node:crypto';
import { type AdmissionDeps, admitBatch } from '../../sidecar/members/admission.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { laneOf } from '../keycloak/lanes.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import { accountProblems } from '../support/accounts.ts';
import { type Fault, neverAnswers } from '../support/fault-proxy.ts';
import { type Kind, planFor } from './calls-under-fire.ts';
import { insertMember, north, south } from './import-fixtures.ts';
import type { UnderFire } from './provisioning-under-fire.ts';

export const peopleAtOnce = 4;
const limitSeconds = 60;
const stepSeconds = 5;
/** A call that is late without a fault sends the batch the careful way, so that the call in question is never made. */
const batchesAtMost = 3;

/** New people who are handed to the bulk lane together, the fault at the first call of one kind. */
export function bulkUnderFire(fire: UnderFire) {
  const { db, proxy, fixture } = fire;
  const { realm, issuer, currentKey } = fixture;

  async function insertDue(id: string, now: Date): Promise<void> {
    const name = `bulk.${id.slice(0, 18)}`;
    const person = { id, firstName: 'Jörg', lastName: 'Müßig', username: name };
    const grants = [north.id, south.id].map((areaId) => ({ areaId, role: 'member' as const }));
    await insertMember(db, { ...person, email: `${name}@muster.example` }, grants);
    const due = { sync_state: 'pending', sync_due_at: now } as const;
    await db.updateTable('member').set(due).where('id', '=', id).execute();
  }

  async function allEnded(ids: readonly string[]): Promise<boolean> {
    const rows = await db.selectFrom('member').select('sync_state').where('id', 'in', ids).execute();
    return rows.every((row) => row.sync_state === 'done' || row.sync_state === 'failed');
  }

  /** One batch to its end; answers who was in it and whether the fault came. */
  async function runBatch(at: Kind, fault: Fault): Promise<{ ids: string[]; hit: boolean }> {
    let now = new Date();
    const ids = Array.from({ length: peopleAtOnce }, () => randomUUID());
    for (const id of ids) await insertDue(id, now);
    const planned = planFor(at, fault);
    // Short only where it is what ends the call.
    const limitMs = neverAnswers(fault) ? 2000 : 10_000;
    let hit = false;
    proxy.plan((call) => {
      const done = planned(call);
      hit ||= done !== undefined;
      return done;
    });
    const deps: AdmissionDeps = {
      db,
      directory: openGateway({ url: proxy.url, realm, issuer, currentKey, limitMs }),
      lane: laneOf(fixture, 'bulk', proxy.url, limitMs),
      clock: () => now,
      log: openLog('silent', 'test'),
      leaseSeconds: 120,
      parallel: 4,
    };
    for (let passed = 0; passed <= limitSeconds && !(await allEnded(ids)); passed += stepSeconds) {
      await admitBatch(deps, 10);
      now = addSeconds(now, stepSeconds);
    }
    proxy.seen.length = 0;
    return { ids, hit };
  }

  return {
    /** Answers what is wrong with anybody of the batches in the end. */
    async tryBatch(at: Kind, fault: Fault): Promise<string[]> {
      const wrong: string[] = [];
      for (let batch = 1; batch <= batchesAtMost; batch++) {
        const { ids, hit } = await runBatch(at, fault);
        for (const id of ids) wrong.push(...(await accountProblems(fire, id)));
        if (hit) return wrong;
      }
      return [...wrong, `no call "${at.name}" was made`];
    },
  };
}
