import { letterActs } from './letters-only.ts';
import { randomBytes } from 'node:crypto';
import type { Role } from '../../sidecar/areas/role.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { record } from '../../sidecar/audit/audit.store.ts';
import { initialPasswords } from '../../sidecar/credentials/initial-credentials.service.ts';
import { issueLetters, type LetterDeps } from '../../sidecar/credentials/letter.service.ts';
import { lettersOf } from '../../sidecar/credentials/letter.store.ts';
import { redeemed, withdrawLetters } from '../../sidecar/credentials/letter-life.service.ts';
import type { HashedCredential, Directory } from '../../sidecar/keycloak/port.ts';
import type { Lane } from '../../sidecar/keycloak/lane.port.ts';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { insertMember } from '../../sidecar/members/member-add.service.ts';
import { type ConsoleSide, openConsoleSide, type Person } from '../members/console-fixture.ts';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { type LoginPlace, type SignIn, signInAt } from './login-page.ts';

export type LetterHouse = ConsoleSide & {
  letters: LetterDeps;
  boss: AdminScope;
  /** Somebody without e-mail, who has a letter; not at Keycloak yet. */
  newcomer(
    username: string,
    options?: { typed?: HashedCredential; role?: Role; area?: string },
  ): Promise<string>;
  /** All that is due; `once`: nothing that failed is tried again, however long it took. */
  admit(options?: { directory?: Directory; lane?: Lane; once?: boolean }): Promise<void>;
  letter(memberId: string): ReturnType<typeof lettersOf> extends Promise<(infer L)[]> ? Promise<L> : never;
  member(memberId: string): Promise<{
    state: string;
    passwordAccess: boolean;
    passwordDue: string | null;
    userId: string;
    syncState: string;
    email: string | null;
  }>;
  signIn(username: string, password: string): Promise<SignIn>;
  acts(memberId: string): Promise<string[]>;
};

/** The sample app of a realm of this test's own. */
export const loginAt = ({ url, issuer, input }: RealmFixture): LoginPlace => ({
  url,
  issuer,
  callback: `${input.demoApp?.url}/callback`,
});

const operator = { kind: 'operator' } as const;

/** Keycloak, a database and letters between them, with a network manager to act. */
export async function openLetterHouse(): Promise<LetterHouse> {
  const side = await openConsoleSide();
  const { db, deps, realm } = side;
  const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const letters: LetterDeps = {
    db,
    clock: deps.clock,
    ring,
    validDays: async () => 30,
    nudge: async () => {},
  };
  const person: Person = await side.person('Netz Manager', 'muster', 'network_manager', { active: true });
  const boss = await side.scope(person);
  const passwords = initialPasswords(ring);
  deps.endForNewAddress = async (trx, memberId, now) =>
    void (await withdrawLetters(trx, [memberId], { kind: 'system' }, now));
  deps.ownPassword = redeemed;
  return {
    ...side,
    letters,
    boss,
    async newcomer(username, { typed, role = 'member', area = 'nord' } = {}) {
      const areaId = (await readTree(db)).bySlug(area)?.id ?? '';
      return db.transaction().execute(async (trx) => {
        const names = {
          firstName: username,
          lastName: 'Ohne',
          username,
          locale: 'de',
          origin: 'test',
        } as const;
        const memberId = await insertMember(trx, operator, { ...names, grants: [{ areaId, role }] });
        await record(trx, operator, await issueLetters(letters, trx, [{ memberId, typed }], operator));
        return memberId;
      });
    },
    async admit({ directory = deps.directory, lane, once = false } = {}) {
      const { clock, log } = deps;
      const admission = { db, directory, clock, log, leaseSeconds: 60, parallel: 4, passwords };
      while ((await admitBatch({ ...admission, ...(lane ? { lane } : {}) }, 50)) > 0 && !once);
    },
    async letter(memberId) {
      const [letter] = await lettersOf(db, [memberId]);
      if (!letter) throw new Error('no letter');
      return letter;
    },
    async member(memberId) {
      const row = await db
        .selectFrom('member')
        .selectAll()
        .where('id', '=', memberId)
        .executeTakeFirstOrThrow();
      return {
        state: row.state,
        passwordAccess: row.password_access,
        passwordDue: row.password_due,
        userId: row.keycloak_user_id ?? '',
        syncState: row.sync_state,
        email: row.email,
      };
    },
    signIn: (username, password) => signInAt(loginAt(realm), username, password),
    acts: (memberId) => letterActs(db, memberId),
  };
}
