import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { compose } from '../../sidecar/compose.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { issueLetters, showOnce } from '../../sidecar/credentials/letter.service.ts';
import { hashTyped } from '../../sidecar/credentials/password-hash.ts';
import { contentsOf } from '../../sidecar/credentials/print.read-model.ts';
import { printLetters } from '../../sidecar/credentials/print.service.ts';
import { insertMember } from '../../sidecar/members/member-add.service.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openServices, type Services } from '../../sidecar/services.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { foundIn, tracesOf } from './canary.ts';
import { signInAt } from './login-page.ts';

let house: Installation;
let services: Services;
beforeAll(async () => {
  house = await installation({ LOG_LEVEL: 'debug' });
  services = await openServices(parseConfig(house.env as Record<string, string>), pino({ level: 'silent' }));
}, 120_000);
afterAll(async () => {
  await services?.close();
  await house?.close();
}, 60_000);

const typed = 'Kanarienvogel-getippt-4711';

test('no initial password stands anywhere in clear: database, Redis, queues, logs, events', async () => {
  const { db } = services;
  const { letters, scopeOf, nudgeAdmission } = compose(services);
  const manager = await house.query("select id from member where username = 'netz.manager'");
  const scope = await scopeOf(db, String(manager.rows[0]?.['id']));
  if (!scope) throw new Error('no network manager');
  const areaId = (await readTree(db)).bySlug('werk-nord')?.id ?? '';
  const credential = await hashTyped(typed, []);
  const add = (username: string, withTyped: boolean) =>
    db.transaction().execute(async (trx) => {
      const grants = [{ areaId, role: 'member' as const }];
      const names = {
        firstName: 'Kanarie',
        lastName: username,
        username,
        locale: 'de',
        origin: 'test',
      } as const;
      const by = { kind: 'operator' } as const;
      const memberId = await insertMember(trx, by, { ...names, grants });
      const person = withTyped ? { memberId, typed: credential } : { memberId };
      await issueLetters(letters, trx, [person], by);
      return memberId;
    });
  const [first, second] = [await add('kanarie.eins', false), await add('kanarie.zwei', true)];
  await nudgeAdmission();
  const shown = await showOnce(letters, scope, first);
  const printId = await printLetters(letters, scope, { printId: randomUUID(), letterIds: [shown.letterId] });
  const passwords = [shown.password, typed];
  for await (const { password } of await contentsOf(letters, scope, printId)) passwords.push(password);
  expect(new Set(passwords).size).toBe(3);
  await until(
    'Keycloak has both',
    async () => {
      const ids = `'${first}', '${second}'`;
      const { rows } = await house.query(
        `select 1 from member where id in (${ids}) and sync_state = 'done' and password_due is null`,
      );
      return rows.length === 2;
    },
    60,
  );
  const printed = passwords.at(-1) ?? '';
  const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
  const app = { url: house.keycloakUrl, issuer, callback: `${house.appUrl}/callback` };
  const own = 'Selbst-gewähltes-Passwort-1';
  expect((await (await signInAt(app, 'kanarie.eins', printed)).choose(own)).end).not.toBe('refused');
  expect((await (await signInAt(app, 'kanarie.zwei', typed)).choose(own)).end).not.toBe('refused');
  expect((await signInAt(app, 'kanarie.eins', 'ganz-falsch-geraten')).end).toBe('refused');

  const traces = await tracesOf(house);
  expect(Object.keys(traces).length).toBeGreaterThan(25);
  expect(foundIn(traces, ['kanarie.eins'])).toEqual(
    expect.arrayContaining(['table member', 'Keycloak events', 'Keycloak admin events']),
  );
  expect(foundIn(traces, [...passwords, own])).toEqual([]);
  // What a typed one was hashed to is gone as well, as soon as Keycloak has it.
  expect(foundIn(traces, [(JSON.parse(credential.secretData) as { value: string }).value])).not.toContain(
    'table access_letter',
  );
}, 120_000);
