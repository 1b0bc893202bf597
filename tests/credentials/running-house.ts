import { pino } from 'pino';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { type Composed, compose } from '../../sidecar/compose.ts';
import { issueLetters } from '../../sidecar/credentials/letter.service.ts';
import type { HashedCredential } from '../../sidecar/keycloak/port.ts';
import { insertMember } from '../../sidecar/members/member-add.service.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import { openServices, type Services } from '../../sidecar/services.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { type SignIn, signInAt } from './login-page.ts';

export type RunningHouse = {
  house: Installation;
  services: Services;
  letters: Composed['letters'];
  boss: AdminScope;
  /** Somebody without e-mail, who has a letter; nobody is told. */
  newcomer(username: string, typed?: HashedCredential): Promise<string>;
  /** Waits until the worker has carried these people and their passwords to Keycloak. */
  carried(memberIds: readonly string[]): Promise<void>;
  signIn(username: string, password: string): Promise<SignIn>;
  close(): Promise<void>;
};

/** A whole Einlass with its processes, and a network manager to act in it. */
export async function openRunningHouse(more: NodeJS.ProcessEnv = {}): Promise<RunningHouse> {
  const house = await installation(more);
  const config = parseConfig(house.env as Record<string, string>);
  const services = await openServices(config, pino({ level: 'silent' }));
  const { db } = services;
  const { letters, scopeOf } = compose(services);
  const manager = await house.query("select id from member where username = 'netz.manager'");
  const boss = await scopeOf(db, String(manager.rows[0]?.['id']));
  const areaId = (await readTree(db)).bySlug('werk-nord')?.id ?? '';
  if (!boss) throw new Error('no network manager');
  const by = { kind: 'operator' } as const;
  return {
    house,
    services,
    letters,
    boss,
    newcomer: (username, typed) =>
      db.transaction().execute(async (trx) => {
        const grants = [{ areaId, role: 'member' as const }];
        const names = {
          firstName: 'Ohne',
          lastName: username,
          username,
          locale: 'de',
          origin: 'test',
        } as const;
        const memberId = await insertMember(trx, by, { ...names, grants });
        await issueLetters(letters, trx, [{ memberId, typed }], by);
        return memberId;
      }),
    async carried(memberIds) {
      const done = async () => {
        const rows = await db
          .selectFrom('member')
          .select('id')
          .where('id', 'in', [...memberIds])
          .where('sync_state', '=', 'done')
          .where('password_due', 'is', null)
          .execute();
        return rows.length === memberIds.length;
      };
      await until('Keycloak has everybody', done);
    },
    signIn: (username, password) => {
      const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
      return signInAt(
        { url: house.keycloakUrl, issuer, callback: `${house.appUrl}/callback` },
        username,
        password,
      );
    },
    async close() {
      await services.close();
      await house.close();
    },
  };
}
