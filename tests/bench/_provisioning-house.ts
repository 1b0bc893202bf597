import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { record as recordActs } from '../../sidecar/audit/audit.store.ts';
import { issueLetters } from '../../sidecar/credentials/letter.service.ts';
import type { Newcomers } from '../../sidecar/members/newcomers.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import { memberImportTarget } from '../../sidecar/members/import-target.ts';
import { admissionQueue } from '../../sidecar/members/admission.job.ts';
import { actorById } from '../../sidecar/members/sign-in.service.ts';
import { openTexts } from '../../sidecar/platform/i18n.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openNudger } from '../../sidecar/platform/queue.ts';
import { type Installation, installation } from '../support/installation.ts';
import { answering, until } from '../support/processes.ts';

export type Took = { whole: number; stored: number };
export type ProvisioningHouse = {
  house: Installation;
  /** A worker process of its own settings, up and with nothing to do. */
  worker(lane: 'careful' | 'bulk', more?: NodeJS.ProcessEnv): Promise<void>;
  /** As *run* does: rows stored batch by batch, each telling the worker; seconds to the last stored row and to the last account. */
  importPeople(count: number, options?: { withoutEmail?: boolean }): Promise<Took>;
  close(): Promise<void>;
};

/** Rows of one transaction, as the import's run takes them. */
const storedAtOnce = 500;
const texts = openTexts(fileURLToPath(new URL('../../sidecar', import.meta.url)));
let made = 0;

function record(areaId: string, withoutEmail: boolean): MemberRecord {
  made += 1;
  const key = `${made}.${randomUUID().slice(0, 8)}`;
  return {
    firstName: 'Jörg',
    lastName: `Müßig ${made}`,
    ...(withoutEmail ? {} : { email: `person.${key}@muster.example` }),
    username: `person.${key}`,
    employeeNumber: key,
    locale: 'de',
    grants: [{ areaId, role: 'member' }],
  };
}

/** A whole installation with a realm that knows the bulk lane. */
export async function provisioningHouse(): Promise<ProvisioningHouse> {
  const house = await installation({ LOG_LEVEL: 'warn' });
  const folder = mkdtempSync(join(tmpdir(), 'einlass-bench-'));
  const secretFile = join(folder, 'bulk-secret');
  writeFileSync(secretFile, randomUUID() + randomUUID(), { mode: 0o600 });
  const bulk = { KEYCLOAK_BULK_SECRET_FILE: secretFile };
  await house.commandWith(bulk, 'realm', 'apply');
  const { db } = house.database;
  const nudger = openNudger(String(house.env['REDIS_URL']), 'einlass-queue', openLog('silent', 'bench'));
  const afterCommit = () => nudger.nudge(admissionQueue, [{ row: 'due', attempt: Date.now() }]);
  const clock = () => new Date();
  const { ring } = await loadKeys(String(house.env['KEYS_DIR']));
  const letters = { clock, ring, validDays: async () => 30 };
  const newcomers: Newcomers = {
    async withoutEmail(trx, people, by) {
      await recordActs(trx, by, await issueLetters(letters, trx, people, by));
    },
    gotEmail: async () => {},
    gone: async () => {},
  };
  const target = memberImportTarget({ texts, clock, afterCommit, newcomers });
  const manager = await house.query("select id from member where username = 'netz.manager'");
  const actor = await actorById(db, String(manager.rows[0]?.['id']));
  const tree = await readTree(db);
  const area = tree.bySlug('werk-nord');
  if (!actor || !area) throw new Error('the demo network is not there');
  const some = async (what: string): Promise<boolean> => {
    const { rows } = await house.query(`select 1 from member where ${what} limit 1`);
    return rows.length > 0;
  };
  return {
    house,
    async worker(lane, more = {}) {
      await house.worker().stop();
      house.restartWorker({ ...(lane === 'bulk' ? bulk : {}), ...more });
      await until('the worker is up', async () => /./.test(house.worker().output()) || lane === 'careful', 5);
      await answering(`${house.url}/readyz`, house.web());
      await new Promise((resolve) => setTimeout(resolve, 2500));
    },
    async importPeople(count, { withoutEmail = false } = {}) {
      const rows = Array.from({ length: count }, (_, index) => ({
        number: index + 1,
        sheetRow: index + 2,
        record: record(area.id, withoutEmail),
      }));
      const start = performance.now();
      const importId = randomUUID();
      for (let first = 0; first < count; first += storedAtOnce) {
        const some = rows.slice(first, first + storedAtOnce);
        await db.transaction().execute((trx) => target.apply(trx, { actor, tree }, importId, some));
        await target.afterCommit();
      }
      const stored = (performance.now() - start) / 1000;
      await until('nobody waits any more', async () => !(await some('sync_open')), 600);
      const whole = (performance.now() - start) / 1000;
      if (await some("sync_state = 'failed'")) throw new Error('not everybody got an account');
      return { whole, stored };
    },
    async close() {
      await nudger.close();
      await house.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
